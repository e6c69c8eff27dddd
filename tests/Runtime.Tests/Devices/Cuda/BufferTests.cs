using KernelGen.Devices.Cuda;
using KernelGen.Devices.Cuda.Driver;
using KernelGen.PtxMachine.Driver;
using Shouldly;
using Xunit;

namespace KernelGen.Runtime.Tests.Devices.Cuda;

public sealed class BufferTests : IDisposable
{
    private readonly PtxHost _host = new(devices: 2);
    private readonly CudaDevice _device;

    public BufferTests() => _device = _host.Open();

    public void Dispose()
    {
        _device.Dispose();
        _host.Dispose();
    }

    [Fact]
    public void What_is_copied_there_comes_back()
    {
        using var buffer = _device.Allocate<Half>(4);
        buffer.CopyFrom([(Half)1, (Half)2, (Half)3, (Half)4]);
        buffer.ToArray().ShouldBe([(Half)1, (Half)2, (Half)3, (Half)4]);
        (buffer.Length, buffer.Bytes, buffer.Device).ShouldBe((4, 8, _device));
    }

    [Fact]
    public void A_shorter_source_fills_the_beginning()
    {
        using var buffer = _device.Allocate<int>([1, 2, 3]);
        buffer.CopyFrom([9]);
        buffer.ToArray().ShouldBe([9, 2, 3]);
    }

    [Fact]
    public void A_longer_target_keeps_its_end()
    {
        using var buffer = _device.Allocate<int>([1, 2]);
        int[] target = [7, 7, 7];
        buffer.CopyTo(target);
        target.ShouldBe([1, 2, 7]);
    }

    [Fact]
    public void A_slice_is_a_part_of_the_memory()
    {
        using var buffer = _device.Allocate<int>([0, 1, 2, 3, 4]);
        var slice = buffer.Slice(1, 3).Slice(1, 2);
        slice.ToArray().ShouldBe([2, 3]);
        slice.CopyFrom([20, 30]);
        slice.Address.ShouldBe(buffer.Address + 2 * sizeof(int));
        slice.Dispose();
        buffer.ToArray().ShouldBe([0, 1, 20, 30, 4]);
    }

    [Theory]
    [InlineData(-1, 1, "start", "The buffer has 5 elements.")]
    [InlineData(6, 0, "start", "The buffer has 5 elements.")]
    [InlineData(3, 3, "length", "The buffer has 5 elements, 2 from 3 on.")]
    [InlineData(0, -1, "length", "The buffer has 5 elements, 5 from 0 on.")]
    public void A_slice_outside_of_the_buffer_is_refused(long start, long length, string argument, string message)
    {
        using var buffer = _device.Allocate<int>(5);
        var exception = Should.Throw<ArgumentOutOfRangeException>(() => buffer.Slice(start, length));
        exception.ParamName.ShouldBe(argument);
        exception.Message.ShouldContain(message);
    }

    [Fact]
    public void A_slice_goes_with_its_buffer()
    {
        var buffer = _device.Allocate<int>(5);
        var slice = buffer.Slice(1, 2);
        buffer.Dispose();
        Should.Throw<ObjectDisposedException>(() => slice.ToArray());
    }

    [Fact]
    public void Buffers_are_copied_within_the_device()
    {
        using var source = _device.Allocate<int>([1, 2]);
        using var target = _device.Allocate<int>([0, 0, 3]);
        using var stream = _device.CreateStream();
        target.CopyFrom(source, stream);
        target.ToArray(stream).ShouldBe([1, 2, 3]);
    }

    [Fact]
    public void Clearing_makes_all_bytes_zero()
    {
        using var buffer = _device.Allocate<int>([1, 2]);
        buffer.Clear();
        buffer.ToArray().ShouldBe([0, 0]);
    }

    [Fact]
    public void A_buffer_may_be_empty()
    {
        using var buffer = _device.Allocate<float>(0);
        using var other = _device.Allocate<float>(0);
        buffer.CopyFrom(ReadOnlySpan<float>.Empty);
        buffer.CopyFrom(other);
        buffer.Clear();
        buffer.ToArray().ShouldBeEmpty();
        buffer.Slice(0, 0).Length.ShouldBe(0);
    }

    [Fact]
    public void Too_many_elements_are_refused_before_anything_is_written()
    {
        using var buffer = _device.Allocate<int>([1, 2]);
        var exception = Should.Throw<ArgumentException>(() => buffer.CopyFrom([7, 8, 9]));
        exception.Message.ShouldContain("3 elements do not fit this buffer, which has 2.");
        exception.ParamName.ShouldBe("source");
        using var longer = _device.Allocate<int>(3);
        Should.Throw<ArgumentException>(() => buffer.CopyFrom(longer)).ParamName.ShouldBe("source");
        Should.Throw<ArgumentException>(() => buffer.CopyTo(new int[1])).Message.ShouldContain("2 elements do not fit the target, which has 1.");
        buffer.ToArray().ShouldBe([1, 2]);
    }

    [Fact]
    public void Lengths_that_are_none_are_refused()
    {
        Should.Throw<ArgumentOutOfRangeException>(() => _device.Allocate<int>(-1)).ParamName.ShouldBe("length");
        Should.Throw<ArgumentOutOfRangeException>(() => _device.Allocate<double>(long.MaxValue / 4)).ParamName.ShouldBe("length");
    }

    [Fact]
    public void Buffers_and_streams_of_another_device_are_refused()
    {
        using var other = _host.Open(1);
        using var here = _device.Allocate<int>([1]);
        using var there = other.Allocate<int>([2]);
        using var stream = other.CreateStream();
        Should.Throw<ArgumentException>(() => here.CopyFrom(there)).Message
            .ShouldContain("The source is of PTX machine (device 1), the stream of PTX machine (device 0); both must be of one device.");
        Should.Throw<ArgumentException>(() => here.CopyFrom([3], stream)).ParamName.ShouldBe("stream");
        Should.Throw<ArgumentException>(() => here.ToArray(stream)).ParamName.ShouldBe("stream");
        Should.Throw<ArgumentException>(() => here.Clear(stream)).ParamName.ShouldBe("stream");
        here.ToArray().ShouldBe([1]);
    }

    [Fact]
    public void Null_is_the_default_stream_and_no_buffer()
    {
        using var buffer = _device.Allocate<int>(1);
        buffer.CopyFrom([5], stream: null);
        buffer.ToArray(null).ShouldBe([5]);
        Should.Throw<ArgumentNullException>(() => buffer.CopyFrom((DeviceBuffer<int>)null!)).ParamName.ShouldBe("source");
    }

    [Fact]
    public void A_device_without_enough_memory_says_how_much_is_free()
    {
        _host.Driver.MemoryBytes = 4096;
        using var held = _device.Allocate<byte>(1000);
        var exception = Should.Throw<CudaException>(() => _device.Allocate<float>(1000));
        exception.Name.ShouldBe("CUDA_ERROR_OUT_OF_MEMORY");
        exception.Call.ShouldBe("cuMemAlloc");
        exception.Message.ShouldBe(
            "cuMemAlloc of 4000 bytes on PTX machine (device 0) failed: CUDA_ERROR_OUT_OF_MEMORY (2), text of 2. "
            + "3096 of 4096 bytes are free; other processes and buffers that are not disposed hold the rest.");
    }

    [Fact]
    public void Forgotten_buffers_make_room_when_memory_runs_out()
    {
        _host.Driver.MemoryBytes = 4096;
        ForgetBuffer();
        using var buffer = _device.Allocate<byte>(4000);
        _host.Driver.Script.Calls(nameof(CudaDriver.MemFree)).ShouldBe(1);
    }

    [Fact]
    public void A_copy_that_fails_while_a_buffer_is_made_frees_it()
    {
        _host.Driver.Script.Answer(nameof(CudaDriver.MemcpyHostToDeviceAsync), CudaResult.Unknown);
        Should.Throw<CudaException>(() => _device.Allocate<int>([1, 2])).Call.ShouldBe("cuMemcpyHtoDAsync");
        _device.Context.Alive.ShouldBe(0);
    }

    // A method of its own, so that no register or stack slot of the test keeps the buffer.
    [System.Runtime.CompilerServices.MethodImpl(System.Runtime.CompilerServices.MethodImplOptions.NoInlining)]
    private void ForgetBuffer() => _device.Allocate<byte>(4000);
}
