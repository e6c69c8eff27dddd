using KernelGen.Devices.Cuda;
using KernelGen.Devices.Cuda.Driver;
using KernelGen.PtxMachine.Driver;
using Shouldly;
using Xunit;

namespace KernelGen.Runtime.Tests.Devices.Cuda;

public sealed class CubinCacheTests : IDisposable
{
    private readonly string _folder = Path.Combine(Path.GetTempPath(), "kernelgen-cubins-" + Guid.NewGuid().ToString("n"));

    public void Dispose()
    {
        if (Directory.Exists(_folder))
            Directory.Delete(_folder, recursive: true);
    }

    [Fact]
    public void What_was_compiled_once_is_loaded_the_next_time()
    {
        Compilations(_folder).ShouldBe(1);
        var file = Directory.GetFiles(_folder).ShouldHaveSingleItem();
        var written = File.ReadAllBytes(file);
        Compilations(_folder).ShouldBe(0);
        File.ReadAllBytes(file).ShouldBe(written);
    }

    [Fact]
    public void Text_driver_and_compute_capability_have_files_of_their_own()
    {
        string[] names =
        [
            CudaCubinCache.Name("a"u8, new Version(12, 4), new Version(9, 0)), CudaCubinCache.Name("b"u8, new Version(12, 4), new Version(9, 0)),
            CudaCubinCache.Name("a"u8, new Version(12, 5), new Version(9, 0)), CudaCubinCache.Name("a"u8, new Version(12, 4), new Version(8, 9)),
        ];
        names.Distinct().Count().ShouldBe(names.Length);
        names.ShouldAllBe(name => name.Length == 64 + ".cubin".Length);
        CudaCubinCache.Name("a"u8, new Version(12, 4), new Version(9, 0)).ShouldBe(names[0]);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(10)]
    [InlineData(60)]
    [InlineData(-1)]
    public void A_file_that_is_cut_off_is_compiled_again(int length)
    {
        Compilations(_folder);
        var file = Directory.GetFiles(_folder).Single();
        var whole = File.ReadAllBytes(file);
        File.WriteAllBytes(file, whole[..(length < 0 ? whole.Length + length : length)]);
        Compilations(_folder).ShouldBe(1);
        File.ReadAllBytes(file).ShouldBe(whole);
    }

    [Fact]
    public void A_file_in_which_one_bit_changed_is_compiled_again()
    {
        Compilations(_folder);
        var file = Directory.GetFiles(_folder).Single();
        var whole = File.ReadAllBytes(file);
        for (var at = 0; at < whole.Length; at += 37)
        {
            var changed = whole.ToArray();
            changed[at] ^= 4;
            File.WriteAllBytes(file, changed);
            Compilations(_folder).ShouldBe(1);
            File.ReadAllBytes(file).ShouldBe(whole);
        }
    }

    [Fact]
    public void A_file_that_the_driver_does_not_take_is_compiled_again()
    {
        Compilations(_folder);
        using var host = new PtxHost();
        using var device = host.Open(options: new CudaDeviceOptions { CubinCache = _folder });
        host.Driver.Script.Answer(nameof(CudaDriver.ModuleLoadDataEx), CudaResult.NoBinaryForGpu);
        CudaModule.Load(device, Kernels.Scale, "test").Function("scale");
        host.Driver.Script.Calls(nameof(CudaDriver.LinkComplete)).ShouldBe(1);
    }

    [Theory]
    [InlineData(nameof(CudaDriver.LinkCreate))]
    [InlineData(nameof(CudaDriver.LinkAddPtx))]
    [InlineData(nameof(CudaDriver.LinkComplete))]
    public void A_driver_that_does_not_link_loads_the_text(string function)
    {
        using var host = new PtxHost();
        using var device = host.Open(options: new CudaDeviceOptions { CubinCache = _folder });
        host.Driver.Script.Answer(function, CudaResult.NotSupported);
        CudaModule.Load(device, Kernels.Scale, "test").Function("scale");
        Directory.Exists(_folder).ShouldBeFalse();
    }

    [Fact]
    public void A_folder_that_cannot_be_is_no_error()
    {
        var file = Path.GetTempFileName();
        Compilations(file).ShouldBe(1);
        Compilations(Path.Combine(file, "below")).ShouldBe(1);
        Compilations("\0").ShouldBe(1);
        File.ReadAllBytes(file).ShouldBeEmpty();
        File.Delete(file);
    }

    [Fact]
    public void Text_that_does_not_compile_still_says_why()
    {
        using var host = new PtxHost();
        using var device = host.Open(options: new CudaDeviceOptions { CubinCache = _folder });
        Should.Throw<CudaException>(() => CudaModule.Load(device, Kernels.Of(".visible .entry wrong()\n{\n    bogus.u32 %r, 1;\n}"), "test"))
            .JitLog.ShouldNotBeNull();
        Directory.Exists(_folder).ShouldBeFalse();
    }

    [Fact]
    public async Task Several_at_once_leave_one_whole_file()
    {
        var compilations = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(() => Compilations(_folder))));
        compilations.ShouldAllBe(count => count <= 1);
        Directory.GetFiles(_folder).ShouldHaveSingleItem();
        Compilations(_folder).ShouldBe(0);
    }

    [Fact]
    public void Without_a_folder_nothing_is_linked() => Compilations(null).ShouldBe(0);

    // How often a driver of its own compiled for the folder; the kernel must work in every case.
    private static int Compilations(string? folder)
    {
        using var host = new PtxHost();
        using var device = host.Open(options: new CudaDeviceOptions { CubinCache = folder });
        using var buffer = device.Allocate<int>([2]);
        var arguments = new CudaArguments();
        arguments.Add(buffer.Address);
        arguments.Add(21);
        CudaModule.Load(device, Kernels.Scale, "test").Function("scale").Launch(device.DefaultStream, new CudaGrid(1), 1, 0, ref arguments);
        buffer.ToArray().ShouldBe([42]);
        return host.Driver.Script.Calls(nameof(CudaDriver.LinkComplete));
    }
}
