using System.Runtime.CompilerServices;
using KernelGen.Devices.Cuda;
using KernelGen.Devices.Cuda.Driver;
using KernelGen.PtxMachine.Driver;
using Shouldly;
using Xunit;

namespace KernelGen.Runtime.Tests.Devices.Cuda;

public sealed class LifetimeTests
{
    [Fact]
    public void Disposing_twice_frees_once()
    {
        using var host = new PtxHost();
        var device = host.Open();
        var buffer = device.Allocate<int>(1);
        var stream = device.CreateStream();
        var mark = device.CreateEvent();
        var module = CudaModule.Load(device, Kernels.Scale, "test");
        for (var i = 0; i < 2; i++)
        {
            buffer.Dispose();
            stream.Dispose();
            mark.Dispose();
            module.Dispose();
        }
        device.Dispose();
        device.Dispose();
        string[] functions =
        [
            nameof(CudaDriver.MemFree), nameof(CudaDriver.StreamDestroy), nameof(CudaDriver.EventDestroy), nameof(CudaDriver.ModuleUnload),
            nameof(CudaDriver.PrimaryContextRelease),
        ];
        functions.ShouldAllBe(function => host.Driver.Script.Calls(function) == 1);
    }

    [Fact]
    public void A_device_frees_what_is_left_when_it_is_disposed()
    {
        using var host = new PtxHost();
        var device = host.Open();
        var buffer = device.Allocate<int>(1);
        var stream = device.CreateStream();
        var mark = device.CreateEvent();
        var function = CudaModule.Load(device, Kernels.Scale, "test").Function("scale");
        device.Dispose();
        host.Alive.ShouldBe(0);
        // What waits for work is done before memory goes.
        host.Driver.Script.Calls(nameof(CudaDriver.ContextSynchronize)).ShouldBe(1);
        Should.Throw<ObjectDisposedException>(() => buffer.ToArray());
        Should.Throw<ObjectDisposedException>(() => buffer.Address);
        Should.Throw<ObjectDisposedException>(stream.Synchronize);
        Should.Throw<ObjectDisposedException>(() => mark.IsReached);
        Should.Throw<ObjectDisposedException>(() => function.MostThreads);
        Should.Throw<ObjectDisposedException>(device.Synchronize);
        Should.Throw<ObjectDisposedException>(() => device.Allocate<int>(1));
        Should.Throw<ObjectDisposedException>(device.DefaultStream.Synchronize);
        buffer.Dispose();
        stream.Dispose();
        mark.Dispose();
    }

    [Fact]
    public void What_a_call_uses_is_freed_when_the_call_ends()
    {
        using var host = new PtxHost();
        using var device = host.Open();
        var buffer = device.Allocate<int>([1]);
        using (buffer.Lease())
        {
            buffer.Dispose();
            device.Dispose();
            host.Driver.Script.Calls(nameof(CudaDriver.MemFree)).ShouldBe(0);
            host.Alive.ShouldBe(2);
        }
        host.Driver.Script.Calls(nameof(CudaDriver.MemFree)).ShouldBe(1);
    }

    [Fact]
    public void What_was_forgotten_is_collected()
    {
        using var host = new PtxHost();
        using var device = host.Open();
        Forget(device);
        Collect();
        device.Context.Alive.ShouldBe(0);
        host.Alive.ShouldBe(1);
    }

    [Fact]
    public void A_forgotten_device_goes_with_all_that_was_on_it()
    {
        using var host = new PtxHost();
        ForgetDevice(host);
        Collect();
        host.Alive.ShouldBe(0);
    }

    [Fact]
    public void A_forgotten_device_waits_for_its_buffers()
    {
        using var host = new PtxHost();
        UseBufferOfForgottenDevice(host);
        Collect();
        host.Alive.ShouldBe(0);
    }

    [Fact]
    public void A_borrowed_context_is_used_and_left_alone()
    {
        using var host = new PtxHost(devices: 2);
        var context = host.Driver.CreateContext(1);
        var device = CudaDevice.Borrow(host.Driver, context);
        device.Ordinal.ShouldBe(1);
        var stream = device.BorrowStream(0);
        var buffer = device.Allocate<int>([1, 2]);
        buffer.ToArray(stream).ShouldBe([1, 2]);
        stream.Dispose();
        stream.Synchronize();
        device.Dispose();
        host.Alive.ShouldBe(0);
        host.Driver.Script.Calls(nameof(CudaDriver.PrimaryContextRelease)).ShouldBe(0);
        // From here on, the driver of the tests throws at whoever touches the context.
        host.Driver.DestroyContext(context);
        buffer.Dispose();
        Should.Throw<ObjectDisposedException>(() => buffer.ToArray());
    }

    [Fact]
    public void A_forgotten_buffer_of_a_borrowed_context_does_not_touch_it_later()
    {
        using var host = new PtxHost();
        var context = host.Driver.CreateContext(0);
        var device = CudaDevice.Borrow(host.Driver, context);
        Forget(device);
        // Its finalizer may be due or not: the device frees it in both cases.
        device.Dispose();
        host.Alive.ShouldBe(0);
        host.Driver.DestroyContext(context);
        Collect();
    }

    [Fact]
    public void A_context_that_is_none_is_refused()
    {
        using var host = new PtxHost();
        var context = host.Driver.CreateContext(0);
        host.Driver.Script.Answer(nameof(CudaDriver.ContextPush), CudaResult.InvalidContext);
        Should.Throw<CudaException>(() => CudaDevice.Borrow(host.Driver, context)).Call.ShouldBe("cuCtxPushCurrent");
        host.Driver.DestroyContext(context);
    }

    [Fact]
    public async Task Many_threads_use_one_device()
    {
        using var host = new PtxHost();
        using var device = host.Open();
        using var module = CudaModule.Load(device, Kernels.Scale, "test");
        await Task.WhenAll(Enumerable.Range(0, 8).Select(number => Task.Run(() =>
        {
            for (var turn = 0; turn < 20; turn++)
            {
                using var stream = device.CreateStream();
                using var buffer = device.Allocate<int>([number, turn]);
                var arguments = new CudaArguments();
                arguments.Add(buffer.Address);
                arguments.Add(3);
                module.Function("scale").Launch(stream, new CudaGrid(1), 2, 0, ref arguments);
                buffer.ToArray(stream).ShouldBe([3 * number, 3 * turn]);
            }
        })));
        device.Context.Alive.ShouldBe(1);
    }

    [Fact]
    public async Task Disposing_while_others_work_ends_in_errors_that_say_so()
    {
        using var host = new PtxHost();
        var device = host.Open();
        var workers = Enumerable.Range(0, 4).Select(_ => Task.Run(() =>
        {
            while (true)
            {
                using var buffer = device.Allocate<int>([1, 2, 3]);
                buffer.ToArray().ShouldBe([1, 2, 3]);
            }
        })).ToArray();
        await Task.Delay(20, TestContext.Current.CancellationToken);
        device.Dispose();
        foreach (var worker in workers)
            await Should.ThrowAsync<ObjectDisposedException>(worker);
        host.Alive.ShouldBe(0);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void Forget(CudaDevice device)
    {
        device.Allocate<int>(10);
        device.CreateStream();
        device.CreateEvent();
        CudaModule.Load(device, Kernels.Scale, "test");
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void ForgetDevice(PtxHost host) => Forget(host.Open());

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void UseBufferOfForgottenDevice(PtxHost host)
    {
        var buffer = BufferOfForgottenDevice(host);
        Collect();
        host.Alive.ShouldBe(2);
        buffer.ToArray().ShouldBe([4, 2]);
        buffer.Dispose();
        host.Alive.ShouldBe(1);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static DeviceBuffer<int> BufferOfForgottenDevice(PtxHost host) => host.Open().Allocate<int>([4, 2]);

    private static void Collect()
    {
        for (var i = 0; i < 3; i++)
        {
            GC.Collect();
            GC.WaitForPendingFinalizers();
        }
    }
}
