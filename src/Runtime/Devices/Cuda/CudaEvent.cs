using KernelGen.Devices.Cuda.Driver;

namespace KernelGen.Devices.Cuda;

/// <summary>A mark in a stream: it tells when the work before it is done, and two tell the time between. Thread-safe.</summary>
public sealed class CudaEvent : IDisposable
{
    private readonly CudaHandle _handle;

    internal CudaEvent(CudaDevice device, CudaHandle handle)
    {
        Device = device;
        _handle = handle;
    }

    /// <summary>The device.</summary>
    public CudaDevice Device { get; }

    /// <summary>Whether the work before the mark is done; true when it was never recorded.</summary>
    /// <exception cref="CudaException">A kernel failed.</exception>
    public bool IsReached
    {
        get
        {
            using var asked = Lease();
            using var scope = Device.Context.Enter("cuEventQuery");
            var result = Device.Context.Driver.EventQuery(asked.Value);
            if (result == CudaResult.NotReady)
                return false;
            Device.Context.Check(result, "cuEventQuery");
            return true;
        }
    }

    /// <summary>Puts the mark at the end of what a stream has now; an earlier mark is forgotten.</summary>
    /// <param name="stream">The stream; null for the device's default stream.</param>
    /// <exception cref="ArgumentException">The stream is of another device.</exception>
    public void Record(CudaStream? stream = null)
    {
        stream ??= Device.DefaultStream;
        stream.Require(Device, nameof(stream), "event");
        using var recorded = Lease();
        using var into = stream.Lease();
        using var scope = Device.Context.Enter("cuEventRecord");
        Device.Context.Check(Device.Context.Driver.EventRecord(recorded.Value, into.Value), "cuEventRecord");
    }

    /// <summary>Waits until the work before the mark is done.</summary>
    /// <exception cref="CudaException">A kernel failed.</exception>
    public void Synchronize()
    {
        using var waited = Lease();
        using var scope = Device.Context.Enter("cuEventSynchronize");
        Device.Context.Check(Device.Context.Driver.EventSynchronize(waited.Value), "cuEventSynchronize");
    }

    /// <summary>The time on the device between two marks, to about half a microsecond. Both must have been reached.</summary>
    /// <param name="start">The earlier mark.</param>
    /// <exception cref="ArgumentException">The events are of different devices.</exception>
    /// <exception cref="InvalidOperationException">One of them was never recorded, or is not reached yet.</exception>
    public TimeSpan ElapsedSince(CudaEvent start)
    {
        ArgumentNullException.ThrowIfNull(start);
        if (!Device.Context.IsSame(start.Device.Context))
            throw new ArgumentException($"The events are of {start.Device.Context.DeviceName} and {Device.Context.DeviceName}.", nameof(start));
        using var from = start.Lease();
        using var to = Lease();
        using var scope = Device.Context.Enter("cuEventElapsedTime");
        var result = Device.Context.Driver.EventElapsedTime(out var milliseconds, from.Value, to.Value);
        if (result is CudaResult.InvalidHandle or CudaResult.NotReady)
            throw new InvalidOperationException("Both events must be recorded and reached before the time between them is asked: call Synchronize().");
        Device.Context.Check(result, "cuEventElapsedTime");
        return TimeSpan.FromMilliseconds(milliseconds);
    }

    /// <summary>Gives the event back.</summary>
    public void Dispose() => _handle.Dispose();

    /// <summary>Keeps it alive during a call.</summary>
    internal CudaLease Lease() => _handle.Lease("event");
}
