using KernelGen.Devices.Cuda;
using KernelGen.Devices.Cuda.Driver;
using KernelGen.PtxMachine;
using KernelGen.PtxMachine.Driver;
using Shouldly;
using Xunit;

namespace KernelGen.Runtime.Tests.Devices.Cuda;

public sealed class ModuleTests : IDisposable
{
    private readonly PtxHost _host = new(devices: 2);
    private readonly CudaDevice _device;

    public ModuleTests() => _device = _host.Open();

    public void Dispose()
    {
        _device.Dispose();
        _host.Dispose();
    }

    [Fact]
    public void A_kernel_runs_with_its_arguments()
    {
        using var buffer = _device.Allocate<int>([1, 2, 3, 4]);
        using var stream = _device.CreateStream();
        using var module = CudaModule.Load(_device, Kernels.Scale, "test");
        Launch(module, buffer, stream);
        buffer.ToArray(stream).ShouldBe([7, 14, 21, 28]);
        var launch = _host.Launches.ShouldHaveSingleItem();
        (launch.Entry, launch.Grid, launch.Threads, launch.SharedBytes).ShouldBe(("scale", (1, 1, 1), 4, 0));
    }

    [Fact]
    public void Arguments_of_all_sizes_arrive_whole()
    {
        using var buffer = _device.Allocate<byte>(16);
        using var module = CudaModule.Load(_device, Kernels.Echo, "test");
        var map = CudaTensorMaps.Encode(_device, CudaTensorElement.BFloat16, buffer.Address, [8], [], [8], CudaTensorSwizzle.None);
        var arguments = new CudaArguments();
        arguments.Add(buffer.Address);
        arguments.Add(map);
        arguments.Add(0x01020304);
        module.Function("echo").Launch(_device.DefaultStream, new CudaGrid(1), 1, 0, ref arguments);
        var bytes = buffer.Slice(0, 12).ToArray();
        BitConverter.ToUInt64(bytes).ShouldBe(buffer.Address);
        BitConverter.ToInt32(bytes, 8).ShouldBe(0x01020304);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public void A_wrong_number_of_arguments_is_refused(int count)
    {
        using var module = CudaModule.Load(_device, Kernels.Scale, "test");
        using var buffer = _device.Allocate<int>(1);
        var exception = Should.Throw<CudaException>(() =>
        {
            var arguments = new CudaArguments();
            for (var i = 0; i < count; i++)
                arguments.Add(buffer.Address);
            module.Function("scale").Launch(_device.DefaultStream, new CudaGrid(1), 1, 0, ref arguments);
        });
        exception.Call.ShouldBe("cuLaunchKernel");
        exception.Message.ShouldContain("of 'scale' (1 x 1 x 1 blocks of 1 threads, 0 bytes of shared memory) on PTX machine (device 0)");
    }

    [Fact]
    public void More_arguments_than_a_kernel_can_have_are_refused()
    {
        var exception = Should.Throw<InvalidOperationException>(() =>
        {
            var arguments = new CudaArguments();
            for (var i = 0; i < 40; i++)
                arguments.Add(default(CudaTensorMap));
        });
        exception.Message.ShouldContain("4352 bytes");
    }

    [Fact]
    public void A_grid_without_blocks_does_nothing()
    {
        using var module = CudaModule.Load(_device, Kernels.Scale, "test");
        var arguments = new CudaArguments();
        module.Function("scale").Launch(_device.DefaultStream, new CudaGrid(1, 0), 1, 0, ref arguments);
        _host.Launches.ShouldBeEmpty();
    }

    [Fact]
    public void The_log_of_the_compiler_is_in_the_exception()
    {
        var exception = Should.Throw<CudaException>(
            () => CudaModule.Load(_device, Kernels.Of(".visible .entry wrong()\n{\n    bogus.u32 %r, 1;\n}"), "MistralAttention"));
        exception.Call.ShouldBe("cuModuleLoadDataEx");
        exception.Code.ShouldBe((int)CudaResult.InvalidPtx);
        exception.JitLog.ShouldNotBeNull().ShouldContain("line 6");
        exception.Message.ShouldContain("of the kernels of MistralAttention on PTX machine (device 0)");
        exception.Message.ShouldEndWith("The PTX compiler says:\n  " + exception.JitLog);
        _device.Context.Alive.ShouldBe(0);
    }

    [Theory]
    [InlineData((int)CudaResult.JitCompilerNotFound, "libnvidia-ptxjitcompiler.so.1")]
    [InlineData((int)CudaResult.JitCompilationDisabled, "CUDA_DISABLE_PTX_JIT")]
    public void A_driver_that_cannot_compile_says_what_to_do(int answer, string advice)
    {
        _host.Driver.Script.Answer(nameof(CudaDriver.ModuleLoadDataEx), (CudaResult)answer);
        var exception = Should.Throw<CudaException>(() => CudaModule.Load(_device, Kernels.Scale, "test"));
        exception.Message.ShouldContain(advice);
        exception.JitLog.ShouldBeNull();
    }

    [Theory]
    [InlineData("7.0", "sm_80", 9, 0, 13000, null)]
    [InlineData("7.0", "sm_80", 8, 0, 11000, null)]
    [InlineData("8.0", "sm_90a", 9, 0, 12000, null)]
    [InlineData("7.0", "sm_80", 7, 5, 13000, "It is for sm_80, and PTX machine has compute capability 7.5 (sm_75).")]
    [InlineData("8.0", "sm_90a", 10, 0, 13000, "It is for sm_90a, and PTX machine has compute capability 10.0 (sm_100).")]
    [InlineData("8.8", "sm_100f", 10, 3, 13000, null)]
    [InlineData("8.8", "sm_100f", 12, 0, 13000, "It is for sm_100f")]
    [InlineData("8.0", "sm_90a", 9, 0, 11080, "Its PTX 8.0 needs a driver for CUDA 12.0, and the installed one is for CUDA 11.8. Update the driver.")]
    [InlineData("8.6", "sm_80", 9, 0, 12060, "Its PTX 8.6 needs a driver for CUDA 12.7")]
    public void Text_that_a_device_cannot_run_is_refused_with_the_reason(
        string version, string target, int major, int minor, int driver, string? reason)
    {
        _host.Driver.ComputeCapability = new Version(major, minor);
        _host.Driver.Version = driver;
        using var device = _host.Open(1);
        var header = PtxHeader.Read(Kernels.Of("", version, target)).ShouldNotBeNull();
        header.ShouldBe(new PtxHeader(new Version(version), target));
        if (reason is null)
        {
            header.WhyNot(device).ShouldBeNull();
            return;
        }
        Should.Throw<CudaException>(() => CudaModule.Load(device, Kernels.Of("", version, target), "MistralAttention"))
            .Message.ShouldContain("The kernels of MistralAttention cannot run on PTX machine (device 1). " + reason);
    }

    [Fact]
    public void A_header_is_found_behind_comments_and_before_them()
    {
        PtxHeader.Read("// kernels of X\n\n  .version 8.3 // why\n.target\tsm_90a, debug\n"u8).ShouldBe(new PtxHeader(new Version(8, 3), "sm_90a"));
        PtxHeader.Read("no text"u8).ShouldBeNull();
        PtxHeader.Read(".version x\n.target sm_80\n"u8).ShouldBeNull();
    }

    [Fact]
    public void A_kernel_that_is_not_there_is_named()
    {
        using var module = CudaModule.Load(_device, Kernels.Scale, "MistralAttention");
        var exception = Should.Throw<ArgumentException>(() => module.Function("decode"));
        exception.Message.ShouldContain("The kernels of MistralAttention have none that is called 'decode'.");
        exception.ParamName.ShouldBe("name");
        module.Function("scale").ShouldBeSameAs(module.Function("scale"));
    }

    [Fact]
    public void More_than_48_KiB_of_shared_memory_is_asked_for_once()
    {
        using var module = CudaModule.Load(_device, Kernels.Scale, "test");
        using var buffer = _device.Allocate<int>([1]);
        foreach (var bytes in new[] { 48 * 1024, 100_000, 60_000, 100_000, 200_000 })
            Launch(module, buffer, _device.DefaultStream, bytes);
        _host.Driver.Script.Calls(nameof(CudaDriver.FuncSetAttribute)).ShouldBe(2);
        Should.Throw<CudaException>(() => Launch(module, buffer, _device.DefaultStream, 300_000)).Message
            .ShouldBe("The kernel 'scale' needs 300000 bytes of shared memory, and a block of PTX machine (device 0) has 232448.");
    }

    [Fact]
    public void A_stream_of_another_device_is_refused()
    {
        using var other = _host.Open(1);
        using var module = CudaModule.Load(_device, Kernels.Scale, "test");
        using var buffer = _device.Allocate<int>([1]);
        Should.Throw<ArgumentException>(() => Launch(module, buffer, other.DefaultStream)).ParamName.ShouldBe("stream");
    }

    [Fact]
    public void A_module_that_was_disposed_launches_nothing()
    {
        var module = CudaModule.Load(_device, Kernels.Scale, "test");
        using var buffer = _device.Allocate<int>([1]);
        var function = module.Function("scale");
        module.Dispose();
        Should.Throw<ObjectDisposedException>(() => function.Registers).ObjectName.ShouldBe("module");
        Should.Throw<ObjectDisposedException>(() => Launch(module, buffer, _device.DefaultStream)).ObjectName.ShouldBe("module");
    }

    [Fact]
    public void A_tensor_map_says_what_it_was_told()
    {
        var map = CudaTensorMaps.Encode(
            _device, CudaTensorElement.BFloat16, 4096, [64, 100, 3], [128, 12800], [64, 32, 1], CudaTensorSwizzle.Bytes128);
        var expected = new PtxTensorMap(4096, 2, [64, 100, 3], [128, 12800], [64, 32, 1], PtxSwizzle.Bytes128).ToBytes();
        System.Runtime.InteropServices.MemoryMarshal.AsBytes(new ReadOnlySpan<CudaTensorMap>(in map)).ToArray().ShouldBe(expected);
    }

    [Fact]
    public void Numbers_that_no_tensor_map_can_have_are_in_the_message()
        => Should.Throw<CudaException>(() => CudaTensorMaps.Encode(
            _device, CudaTensorElement.Float16, 4097, [64, 100], [130], [64, 32], CudaTensorSwizzle.Bytes128)).Message
            .ShouldContain("of Float16 at 0x1001, lengths 64 x 100, strides 130 bytes, box 64 x 32, swizzle Bytes128 on PTX machine (device 0)");

    private static void Launch(CudaModule module, DeviceBuffer<int> buffer, CudaStream stream, int sharedBytes = 0)
    {
        var arguments = new CudaArguments();
        arguments.Add(buffer.Address);
        arguments.Add(7);
        module.Function("scale").Launch(stream, new CudaGrid(1), (int)buffer.Length, sharedBytes, ref arguments);
    }
}
