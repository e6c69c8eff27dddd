using KernelGen.Devices.Cuda.Driver;

namespace KernelGen.Devices.Cuda;

/// <summary>
/// A queue of work on a device: what is put into it runs in order, and the methods that put it there do not wait for it. Thread-safe;
/// disposing a stream lets its work finish.
/// </summary>
public sealed class CudaStream : IDisposable
{
    private readonly CudaHandle? _handle;
    private readonly nint _raw;
    private CudaScratch? _scratch;

    /// <param name="device">The device.</param>
    /// <param name="handle">The stream, where it is ours.</param>
    /// <param name="raw">The stream, where it is the default one (0) or somebody else's.</param>
    internal CudaStream(CudaDevice device, CudaHandle? handle, nint raw)
    {
        Device = device;
        _handle = handle;
        _raw = raw;
    }

    /// <summary>The device.</summary>
    public CudaDevice Device { get; }

    /// <summary>Whether all work that was put into it is done.</summary>
    /// <exception cref="CudaException">A kernel failed.</exception>
    public bool IsIdle
    {
        get
        {
            using var stream = Lease();
            using var scope = Device.Context.Enter("cuStreamQuery");
            var result = Device.Context.Driver.StreamQuery(stream.Value);
            if (result == CudaResult.NotReady)
                return false;
            Device.Context.Check(result, "cuStreamQuery");
            return true;
        }
    }

    /// <summary>Waits until all work that was put into it is done.</summary>
    /// <exception cref="CudaException">A kernel failed.</exception>
    public void Synchronize()
    {
        using var stream = Lease();
        using var scope = Device.Context.Enter("cuStreamSynchronize");
        Device.Context.Check(Device.Context.Driver.StreamSynchronize(stream.Value), "cuStreamSynchronize");
    }

    /// <summary>Lets what is put into this stream from now on wait for an event, which may be of another stream. Does not wait itself.</summary>
    /// <param name="awaited">The event; one that was never recorded is not waited for.</param>
    /// <exception cref="ArgumentException">The event is of another device.</exception>
    public void Wait(CudaEvent awaited)
    {
        ArgumentNullException.ThrowIfNull(awaited);
        Require(awaited.Device, nameof(awaited), "event");
        using var stream = Lease();
        using var reached = awaited.Lease();
        using var scope = Device.Context.Enter("cuStreamWaitEvent");
        Device.Context.Check(Device.Context.Driver.StreamWaitEvent(stream.Value, reached.Value, 0), "cuStreamWaitEvent");
    }

    /// <summary>Gives the stream back, with the memory that its launches needed; its work still finishes. The default stream stays.</summary>
    public void Dispose()
    {
        Volatile.Read(ref _scratch)?.Dispose();
        _handle?.Dispose();
    }

    /// <summary>Memory for the launches of this stream.</summary>
    internal CudaScratch Scratch => LazyInitializer.EnsureInitialized(ref _scratch, static () => new CudaScratch());

    /// <summary>Keeps it alive during a call.</summary>
    internal CudaLease Lease() => _handle is null ? new CudaLease(null, _raw) : _handle.Lease("stream");

    /// <summary>Throws unless something of a device can be used in this stream.</summary>
    internal void Require(CudaDevice device, string argument, string what)
    {
        if (!Device.Context.IsSame(device.Context))
        {
            throw new ArgumentException(
                $"The {what} is of {device.Context.DeviceName}, the stream of {Device.Context.DeviceName}; both must be of one device.", argument);
        }
    }
}
