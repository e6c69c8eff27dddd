using KernelGen.Devices.Cuda;
using KernelGen.Devices.Cuda.Driver;
using KernelGen.PtxMachine;
using KernelGen.PtxMachine.Driver;
using Shouldly;
using Xunit;

namespace KernelGen.Runtime.Tests.Devices.Cuda;

/// <summary>The driver of these tests is strict: what it lets pass is worth something.</summary>
public sealed class PtxHostTests
{
    [Fact]
    public void What_was_not_given_back_is_found()
    {
        var host = new PtxHost();
        using (var device = host.Open())
        {
            device.CreateEvent();
            Should.Throw<InvalidOperationException>(host.Dispose).Message.ShouldContain("2 things");
        }
        host.Dispose();
    }

    [Fact]
    public void Touching_a_context_that_is_gone_is_found()
    {
        using var host = new PtxHost();
        var context = host.Driver.CreateContext(0);
        host.Driver.ContextPush(context).ShouldBe(CudaResult.Success);
        host.Driver.ContextPop(out _);
        host.Driver.DestroyContext(context);
        Should.Throw<InvalidOperationException>(() => host.Driver.ContextPush(context)).Message.ShouldContain("is gone");
    }

    [Fact]
    public void A_call_without_a_context_is_found()
    {
        using var host = new PtxHost();
        using var device = host.Open();
        host.Driver.MemAlloc(out _, 4).ShouldBe(CudaResult.InvalidContext);
    }

    [Fact]
    public void A_handle_of_another_context_is_found()
    {
        using var host = new PtxHost(devices: 2);
        using var first = host.Open(0);
        using var second = host.Open(1);
        using var stream = second.CreateStream();
        using var lease = stream.Lease();
        using var scope = first.Context.Enter("cuStreamSynchronize");
        host.Driver.StreamSynchronize(lease.Value).ShouldBe(CudaResult.InvalidHandle);
    }

    [Fact]
    public void A_fault_of_a_kernel_is_the_machine_s_exception()
    {
        using var host = new PtxHost();
        using var device = host.Open();
        using var module = CudaModule.Load(device, Kernels.Scale, "test");
        using var buffer = device.Allocate<int>([1]);
        var exception = Should.Throw<PtxFaultException>(() =>
        {
            var arguments = new CudaArguments();
            arguments.Add(buffer.Address);
            arguments.Add(7);
            module.Function("scale").Launch(device.DefaultStream, new CudaGrid(1), 2, 0, ref arguments);
        });
        exception.Fault.ShouldBe(PtxFault.OutOfRange);
        buffer.ToArray().Length.ShouldBe(1);
    }
}
