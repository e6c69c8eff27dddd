using KernelGen.Devices.Cuda;
using KernelGen.Devices.Cuda.Driver;
using KernelGen.PtxMachine.Driver;
using Shouldly;
using Xunit;

namespace KernelGen.Runtime.Tests.Devices.Cuda;

public sealed class LostContextTests
{
    [Fact]
    public void Calls_after_an_illegal_address_say_which_call_lost_the_context()
    {
        using var host = new PtxHost();
        using var device = host.Open();
        using var buffer = device.Allocate<int>([1, 2]);
        using var module = CudaModule.Load(device, Kernels.Scale, "test");
        Launch(module, buffer);
        host.Driver.Script.Answer(nameof(CudaDriver.StreamSynchronize), CudaResult.IllegalAddress);

        var first = Should.Throw<CudaException>(device.DefaultStream.Synchronize);
        first.Name.ShouldBe("CUDA_ERROR_ILLEGAL_ADDRESS");
        first.Message.ShouldStartWith("cuStreamSynchronize on PTX machine (device 0) failed: CUDA_ERROR_ILLEGAL_ADDRESS (700)");
        first.Message.ShouldContain("touched memory outside its buffers");
        first.Message.ShouldEndWith("The kernel launched last is 'scale'.");

        foreach (var later in new Action[] { () => buffer.ToArray(), () => device.Allocate<int>(1), () => Launch(module, buffer) })
        {
            var message = Should.Throw<CudaException>(later).Message;
            message.ShouldContain("cannot run on PTX machine (device 0): the context was lost before. cuStreamSynchronize on");
            message.ShouldContain("start it again");
        }
    }

    [Theory]
    [InlineData((int)CudaResult.EccUncorrectable)]
    [InlineData((int)CudaResult.LaunchTimeout)]
    [InlineData((int)CudaResult.Assert)]
    [InlineData((int)CudaResult.HardwareStackError)]
    [InlineData((int)CudaResult.IllegalInstruction)]
    [InlineData((int)CudaResult.MisalignedAddress)]
    [InlineData((int)CudaResult.InvalidAddressSpace)]
    [InlineData((int)CudaResult.InvalidProgramCounter)]
    [InlineData((int)CudaResult.LaunchFailed)]
    public void Errors_of_kernels_lose_the_context(int answer)
    {
        using var host = new PtxHost();
        using var device = host.Open();
        host.Driver.Script.Answer(nameof(CudaDriver.ContextSynchronize), (CudaResult)answer);
        Should.Throw<CudaException>(device.Synchronize).Code.ShouldBe(answer);
        Should.Throw<CudaException>(() => device.CreateStream()).Message.ShouldContain("the context was lost before");
    }

    [Theory]
    [InlineData((int)CudaResult.InvalidValue)]
    [InlineData((int)CudaResult.LaunchOutOfResources)]
    [InlineData((int)CudaResult.Unknown)]
    public void Other_errors_leave_the_device_as_it_was(int answer)
    {
        using var host = new PtxHost();
        using var device = host.Open();
        host.Driver.Script.Answer(nameof(CudaDriver.ContextSynchronize), (CudaResult)answer);
        Should.Throw<CudaException>(device.Synchronize);
        device.Synchronize();
    }

    [Fact]
    public void What_is_disposed_after_the_loss_throws_nothing_and_goes_with_the_context()
    {
        using var host = new PtxHost();
        var device = host.Open();
        var buffer = device.Allocate<int>(1);
        device.CreateStream();
        host.Driver.Script.Answer(nameof(CudaDriver.ContextSynchronize), CudaResult.LaunchFailed);
        Should.Throw<CudaException>(device.Synchronize);
        buffer.Dispose();
        device.Dispose();
        host.Alive.ShouldBe(0);
    }

    [Fact]
    public void Other_devices_go_on()
    {
        using var host = new PtxHost(devices: 2);
        using var lost = host.Open(0);
        using var good = host.Open(1);
        host.Driver.Script.Answer(nameof(CudaDriver.ContextSynchronize), CudaResult.IllegalAddress);
        Should.Throw<CudaException>(lost.Synchronize);
        using var buffer = good.Allocate<int>([1]);
        buffer.ToArray().ShouldBe([1]);
    }

    private static void Launch(CudaModule module, DeviceBuffer<int> buffer)
    {
        var arguments = new CudaArguments();
        arguments.Add(buffer.Address);
        arguments.Add(1);
        module.Function("scale").Launch(module.Device.DefaultStream, new CudaGrid(1), 2, 0, ref arguments);
    }
}
