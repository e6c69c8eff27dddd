using KernelGen.Devices.Cuda.Driver;

namespace KernelGen.Devices.Cuda;

/// <summary>
/// Elements in the memory of a device. Copies to and from spans return when they are done; copies between buffers and launches are put into
/// a stream and run in its order. A buffer that is disposed, or forgotten and collected, is freed when the work that was started with it is
/// done.
/// </summary>
/// <typeparam name="T">The elements: <see cref="float"/>, <see cref="Half"/>, <see cref="BFloat16"/>, <see cref="Float8E4M3"/>, or those of a mask's data.</typeparam>
public sealed unsafe class DeviceBuffer<T> : IDisposable
    where T : unmanaged
{
    private readonly CudaHandle _memory;
    private readonly long _start;
    private readonly bool _isSlice;

    private DeviceBuffer(CudaDevice device, CudaHandle memory, long start, long length, bool isSlice)
    {
        Device = device;
        _memory = memory;
        _start = start;
        Length = length;
        _isSlice = isSlice;
    }

    /// <summary>The device.</summary>
    public CudaDevice Device { get; }

    /// <summary>Elements.</summary>
    public long Length { get; }

    /// <summary>Bytes.</summary>
    public long Bytes => Length * sizeof(T);

    /// <summary>
    /// The device's address of the first element, for other libraries; valid until the buffer is disposed, or forgotten and collected: keep a reference, or
    /// <see cref="Hold"/> it, for as long as the address is used.
    /// </summary>
    /// <exception cref="ObjectDisposedException">The buffer was disposed, or its device was.</exception>
    public ulong Address
    {
        get
        {
            using var memory = Lease();
            return (ulong)memory.Value;
        }
    }

    /// <summary>Keeps the memory from being freed, whoever disposes the buffer, until the result is disposed.</summary>
    /// <exception cref="ObjectDisposedException">The buffer was disposed, or its device was.</exception>
    public DeviceHold Hold() => new(Lease());

    /// <summary>Elements of this buffer as a buffer; it shares the memory, which this buffer keeps to itself to free.</summary>
    /// <param name="start">The first of them.</param>
    /// <param name="length">How many.</param>
    /// <exception cref="ArgumentOutOfRangeException">They do not lie in the buffer.</exception>
    public DeviceBuffer<T> Slice(long start, long length)
    {
        if (start < 0 || start > Length)
            throw new ArgumentOutOfRangeException(nameof(start), start, FormattableString.Invariant($"The buffer has {Length} elements."));
        if (length < 0 || length > Length - start)
        {
            throw new ArgumentOutOfRangeException(
                nameof(length), length, FormattableString.Invariant($"The buffer has {Length} elements, {Length - start} from {start} on."));
        }
        return new DeviceBuffer<T>(Device, _memory, _start + start, length, isSlice: true);
    }

    /// <summary>Copies elements of the host to the beginning of this buffer, after the work of a stream, and waits for it.</summary>
    /// <param name="source">The elements, at most as many as the buffer has.</param>
    /// <param name="stream">The stream; null for the device's default stream.</param>
    /// <exception cref="ArgumentException">There are too many elements, or the stream is of another device.</exception>
    public void CopyFrom(ReadOnlySpan<T> source, CudaStream? stream = null)
    {
        RequireAtMost(source.Length, Length, nameof(source), "this buffer");
        stream = InOf(stream);
        fixed (T* from = source)
        {
            using var memory = Lease();
            using var queue = stream.Lease();
            using var scope = Device.Context.Enter("cuMemcpyHtoDAsync");
            if (source.Length > 0)
            {
                var result = Device.Context.Driver.MemcpyHostToDeviceAsync((ulong)memory.Value, from, Size(source.Length), queue.Value);
                Device.Context.Check(result, "cuMemcpyHtoDAsync", Text(source.Length));
            }
            Device.Context.Check(Device.Context.Driver.StreamSynchronize(queue.Value), "cuStreamSynchronize");
        }
    }

    /// <summary>Puts a copy of another buffer's elements to the beginning of this one into a stream; does not wait.</summary>
    /// <param name="source">The other buffer, of the same device, with at most as many elements; it must not overlap with this one.</param>
    /// <param name="stream">The stream; null for the device's default stream.</param>
    /// <exception cref="ArgumentException">There are too many elements, or not all is of one device.</exception>
    public void CopyFrom(DeviceBuffer<T> source, CudaStream? stream = null)
    {
        ArgumentNullException.ThrowIfNull(source);
        RequireAtMost(source.Length, Length, nameof(source), "this buffer");
        stream = InOf(stream);
        stream.Require(source.Device, nameof(source), "source");
        using var target = Lease();
        using var from = source.Lease();
        using var queue = stream.Lease();
        using var scope = Device.Context.Enter("cuMemcpyDtoDAsync");
        if (source.Length == 0)
            return;
        var result = Device.Context.Driver.MemcpyDeviceToDeviceAsync((ulong)target.Value, (ulong)from.Value, Size(source.Length), queue.Value);
        Device.Context.Check(result, "cuMemcpyDtoDAsync", Text(source.Length));
    }

    /// <summary>Copies all elements to the host, after the work of a stream, and waits for it.</summary>
    /// <param name="target">Where to, at least as long as the buffer.</param>
    /// <param name="stream">The stream; null for the device's default stream.</param>
    /// <exception cref="ArgumentException">The target is too short, or the stream is of another device.</exception>
    /// <exception cref="CudaException">A kernel in the stream failed.</exception>
    public void CopyTo(Span<T> target, CudaStream? stream = null)
    {
        RequireAtMost(Length, target.Length, nameof(target), "the target");
        stream = InOf(stream);
        fixed (T* to = target)
        {
            using var memory = Lease();
            using var queue = stream.Lease();
            using var scope = Device.Context.Enter("cuMemcpyDtoHAsync");
            if (Length > 0)
            {
                var result = Device.Context.Driver.MemcpyDeviceToHostAsync(to, (ulong)memory.Value, Size(Length), queue.Value);
                Device.Context.Check(result, "cuMemcpyDtoHAsync", Text(Length));
            }
            Device.Context.Check(Device.Context.Driver.StreamSynchronize(queue.Value), "cuStreamSynchronize");
        }
    }

    /// <summary>All elements in an array of the host, after the work of a stream.</summary>
    /// <param name="stream">The stream; null for the device's default stream.</param>
    /// <exception cref="CudaException">A kernel in the stream failed.</exception>
    public T[] ToArray(CudaStream? stream = null)
    {
        var result = new T[Length];
        CopyTo(result, stream);
        return result;
    }

    /// <summary>Puts the filling of all bytes with zeros into a stream; does not wait.</summary>
    /// <param name="stream">The stream; null for the device's default stream.</param>
    /// <exception cref="ArgumentException">The stream is of another device.</exception>
    public void Clear(CudaStream? stream = null)
    {
        stream = InOf(stream);
        using var memory = Lease();
        using var queue = stream.Lease();
        using var scope = Device.Context.Enter("cuMemsetD8Async");
        if (Length == 0)
            return;
        var result = Device.Context.Driver.MemsetD8Async((ulong)memory.Value, 0, Size(Length), queue.Value);
        Device.Context.Check(result, "cuMemsetD8Async", Text(Length));
    }

    /// <summary>Frees the memory, when the work that was started with it is done. A slice leaves it to the buffer that it is of.</summary>
    public void Dispose()
    {
        // cuMemFree waits for the device, so that no kernel that is under way loses its tensors.
        if (!_isSlice)
            _memory.Dispose();
    }

    /// <summary>Allocates.</summary>
    internal static DeviceBuffer<T> Allocate(CudaDevice device, long length)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(length);
        if (length > long.MaxValue / sizeof(T))
        {
            throw new ArgumentOutOfRangeException(
                nameof(length), length, FormattableString.Invariant($"So many elements of {sizeof(T)} bytes fit no memory."));
        }
        return new DeviceBuffer<T>(device, DeviceMemory.Allocate(device, length * sizeof(T)), 0, length, isSlice: false);
    }

    /// <summary>Keeps the memory from being freed; the value is the address of the first element.</summary>
    internal CudaLease Lease()
    {
        var lease = _memory.Lease("buffer");
        return new CudaLease(_memory, lease.Value + (nint)(_start * sizeof(T)));
    }

    private CudaStream InOf(CudaStream? stream)
    {
        stream ??= Device.DefaultStream;
        stream.Require(Device, nameof(stream), "buffer");
        return stream;
    }

    private static ulong Size(long elements) => (ulong)elements * (ulong)sizeof(T);

    private static string Text(long elements) => FormattableString.Invariant($"of {Size(elements)} bytes");

    private static void RequireAtMost(long given, long room, string argument, string where)
    {
        if (given > room)
            throw new ArgumentException(FormattableString.Invariant($"{given} elements do not fit {where}, which has {room}."), argument);
    }
}
