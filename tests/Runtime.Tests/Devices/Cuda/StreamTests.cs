using KernelGen.Devices.Cuda;
using KernelGen.Devices.Cuda.Driver;
using KernelGen.PtxMachine.Driver;
using Shouldly;
using Xunit;

namespace KernelGen.Runtime.Tests.Devices.Cuda;

public sealed class StreamTests : IDisposable
{
    private readonly PtxHost _host = new(devices: 2);
    private readonly CudaDevice _device;

    public StreamTests() => _device = _host.Open();

    public void Dispose()
    {
        _device.Dispose();
        _host.Dispose();
    }

    [Fact]
    public void A_stream_says_when_its_work_is_done()
    {
        using var stream = _device.CreateStream();
        _host.Driver.Script.Answer(nameof(CudaDriver.StreamQuery), CudaResult.NotReady);
        stream.IsIdle.ShouldBeFalse();
        stream.IsIdle.ShouldBeTrue();
        stream.Synchronize();
        _device.DefaultStream.IsIdle.ShouldBeTrue();
        _device.Synchronize();
    }

    [Fact]
    public void Events_tell_the_time_between_them()
    {
        using var stream = _device.CreateStream();
        using var start = _device.CreateEvent();
        using var end = _device.CreateEvent();
        using var buffer = _device.Allocate<int>(1);
        start.Record(stream);
        buffer.Clear(stream);
        end.Record(stream);
        end.Synchronize();
        end.IsReached.ShouldBeTrue();
        end.ElapsedSince(start).ShouldBe(TimeSpan.FromMilliseconds(2 * PtxDriver.MillisecondsPerCall));
    }

    [Fact]
    public void An_event_that_was_never_recorded_has_no_time()
    {
        using var start = _device.CreateEvent();
        using var end = _device.CreateEvent();
        end.Record();
        Should.Throw<InvalidOperationException>(() => end.ElapsedSince(start)).Message.ShouldContain("must be recorded");
        _host.Driver.Script.Answer(nameof(CudaDriver.EventElapsedTime), CudaResult.NotReady);
        Should.Throw<InvalidOperationException>(() => end.ElapsedSince(end));
        _host.Driver.Script.Answer(nameof(CudaDriver.EventQuery), CudaResult.NotReady);
        end.IsReached.ShouldBeFalse();
    }

    [Fact]
    public void A_stream_waits_for_an_event_of_another_stream()
    {
        using var first = _device.CreateStream();
        using var second = _device.CreateStream();
        using var mark = _device.CreateEvent();
        mark.Record(first);
        second.Wait(mark);
        _host.Driver.Script.Calls(nameof(CudaDriver.StreamWaitEvent)).ShouldBe(1);
        Should.Throw<ArgumentNullException>(() => second.Wait(null!));
    }

    [Fact]
    public void Events_of_another_device_are_refused()
    {
        using var other = _host.Open(1);
        using var here = _device.CreateEvent();
        using var there = other.CreateEvent();
        Should.Throw<ArgumentException>(() => _device.DefaultStream.Wait(there)).ParamName.ShouldBe("awaited");
        Should.Throw<ArgumentException>(() => here.Record(other.DefaultStream)).ParamName.ShouldBe("stream");
        Should.Throw<ArgumentException>(() => here.ElapsedSince(there)).ParamName.ShouldBe("start");
    }

    [Fact]
    public void The_default_stream_outlives_its_disposal()
    {
        _device.DefaultStream.Dispose();
        _device.DefaultStream.Synchronize();
    }

    [Fact]
    public void What_was_disposed_is_refused_by_name()
    {
        var stream = _device.CreateStream();
        var mark = _device.CreateEvent();
        using var buffer = _device.Allocate<int>(1);
        stream.Dispose();
        mark.Dispose();
        Should.Throw<ObjectDisposedException>(stream.Synchronize).Message.ShouldContain("The stream was disposed, or its device was.");
        Should.Throw<ObjectDisposedException>(() => buffer.ToArray(stream)).ObjectName.ShouldBe("stream");
        Should.Throw<ObjectDisposedException>(() => mark.Record()).ObjectName.ShouldBe("event");
    }
}
