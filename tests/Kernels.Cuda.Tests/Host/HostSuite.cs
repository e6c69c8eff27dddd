using KernelGen.Devices.Cuda;
using KernelGen.Devices.Cuda.Driver;
// The tests of this project have a CudaModule of their own.
using LoadedModule = KernelGen.Devices.Cuda.CudaModule;

namespace KernelGen.Kernels.Cuda.Tests.Host;

/// <summary>What the host does with a device, for the interpreter and for a GPU alike.</summary>
public abstract class HostSuite
{
    private static readonly byte[] s_scale = """
        .version 7.0
        .target sm_80
        .address_size 64
        .extern .shared .align 16 .b8 room[];
        .visible .entry scale(.param .u64 data, .param .u32 factor)
        {
            .reg .b64 %address;
            .reg .b32 %thread, %factor, %value, %place;
            ld.param.u64 %address, [data];
            ld.param.u32 %factor, [factor];
            mov.u32 %thread, %tid.x;
            mad.wide.u32 %address, %thread, 4, %address;
            mov.u32 %place, room;
            mad.lo.u32 %place, %thread, 4, %place;
            ld.global.u32 %value, [%address];
            mul.lo.u32 %value, %value, %factor;
            st.shared.u32 [%place], %value;
            ld.shared.u32 %value, [%place];
            st.global.u32 [%address], %value;
            ret;
        }
        """u8.ToArray();

    [Fact]
    public void Copies_and_launches_run_in_the_order_of_a_stream()
    {
        using var device = Open();
        using var stream = device.CreateStream();
        using var start = device.CreateEvent();
        using var end = device.CreateEvent();
        using var source = device.Allocate<int>([.. Enumerable.Range(0, 256)]);
        using var target = device.Allocate<int>(300);
        using var module = LoadedModule.Load(device, s_scale, "test");
        target.Clear(stream);
        start.Record(stream);
        target.Slice(44, 256).CopyFrom(source, stream);
        Launch(module, target.Slice(44, 256), stream, 3, 1024);
        end.Record(stream);
        target.ToArray(stream).ShouldBe([.. Enumerable.Repeat(0, 44), .. Enumerable.Range(0, 256).Select(value => 3 * value)]);
        end.ElapsedSince(start).ShouldBeGreaterThan(TimeSpan.Zero);
        stream.IsIdle.ShouldBeTrue();
    }

    [Fact]
    public void A_kernel_gets_all_the_shared_memory_of_a_block()
    {
        using var device = Open();
        using var buffer = device.Allocate<int>([.. Enumerable.Range(0, 32)]);
        using var module = LoadedModule.Load(device, s_scale, "test");
        Launch(module, buffer, device.DefaultStream, 5, device.SharedMemoryPerBlock);
        buffer.ToArray().ShouldBe([.. Enumerable.Range(0, 32).Select(value => 5 * value)]);
        module.Function("scale").LocalBytes.ShouldBe(0);
        Should.Throw<CudaException>(() => Launch(module, buffer, device.DefaultStream, 5, device.SharedMemoryPerBlock + 1));
    }

    [Fact]
    public void Text_that_does_not_compile_comes_back_with_the_log()
    {
        using var device = Open();
        var exception = Should.Throw<CudaException>(
            () => LoadedModule.Load(device, ".version 7.0\n.target sm_80\n.address_size 64\n.visible .entry wrong()\n{\n    bogus.u32 1;\n}\n"u8, "test"));
        exception.Name.ShouldBe("CUDA_ERROR_INVALID_PTX");
        exception.JitLog.ShouldNotBeNull().ShouldContain("bogus");
    }

    [Fact]
    public void Compiled_code_is_kept_and_runs()
    {
        var folder = Directory.CreateTempSubdirectory("kernelgen-cubins-").FullName;
        try
        {
            for (var turn = 0; turn < 2; turn++)
            {
                using var device = Open(new CudaDeviceOptions { CubinCache = folder });
                using var buffer = device.Allocate<int>([1, 2]);
                using var module = LoadedModule.Load(device, s_scale, "test");
                Launch(module, buffer, device.DefaultStream, 21, 1024);
                buffer.ToArray().ShouldBe([21, 42]);
                Directory.GetFiles(folder).ShouldHaveSingleItem();
            }
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    [Fact]
    public void More_memory_than_there_is_is_refused_with_what_is_free()
    {
        using var device = Open();
        var exception = Should.Throw<CudaException>(() => device.Allocate<byte>(device.TotalMemory + 1));
        exception.Name.ShouldBe("CUDA_ERROR_OUT_OF_MEMORY");
        exception.Message.ShouldContain("bytes are free");
        device.Synchronize();
    }

    [Fact]
    public void A_tensor_map_is_encoded_where_the_driver_can()
    {
        using var device = Open();
        Assert.SkipWhen(device.ComputeCapability < new Version(9, 0), $"{device.Name} has no TMA.");
        using var buffer = device.Allocate<Half>(64 * 128);
        var map = CudaTensorMaps.Encode(device, CudaTensorElement.Float16, buffer.Address, [64, 128], [128], [64, 64], CudaTensorSwizzle.Bytes128);
        System.Runtime.InteropServices.MemoryMarshal.AsBytes(new ReadOnlySpan<CudaTensorMap>(in map)).ContainsAnyExcept((byte)0).ShouldBeTrue();
        Should.Throw<CudaException>(
            () => CudaTensorMaps.Encode(device, CudaTensorElement.Float16, buffer.Address + 2, [64, 128], [128], [64, 64], CudaTensorSwizzle.Bytes128))
            .Name.ShouldBe("CUDA_ERROR_INVALID_VALUE");
    }

    /// <summary>The first device; the test is skipped where there is none.</summary>
    protected abstract CudaDevice Open(CudaDeviceOptions? options = null);

    private static void Launch(LoadedModule module, DeviceBuffer<int> buffer, CudaStream stream, int factor, int sharedBytes)
    {
        var arguments = new CudaArguments();
        arguments.Add(buffer.Address);
        arguments.Add(factor);
        module.Function("scale").Launch(stream, new CudaGrid(1), (int)buffer.Length, sharedBytes, ref arguments);
    }
}
