using System.Runtime.InteropServices;
using KernelGen.Devices.Cuda.Driver;

namespace KernelGen.Devices.Cuda;

/// <summary>What lives in a context.</summary>
internal enum CudaHandleKind
{
    Memory,
    Stream,
    Event,
    Module,
}

/// <summary>
/// Something that lives in a context, freed once: when it is disposed, when its device is, or by the garbage collector when both were
/// forgotten, and never while a call uses it. Freeing memory waits for the device; a finalizer then does so too.
/// </summary>
internal sealed class CudaHandle : SafeHandle
{
    private readonly CudaContext _context;
    private readonly CudaHandleKind _kind;

    public CudaHandle(CudaContext context, CudaHandleKind kind)
        : base(0, ownsHandle: true)
    {
        _context = context;
        _kind = kind;
        Entry = new WeakReference<CudaHandle>(this, trackResurrection: true);
    }

    /// <summary>
    /// Its entry in the context's list. Weak, so that the list does not keep it from being collected; it finds a handle whose finalizer is
    /// due, so that a device that is disposed just then frees it first.
    /// </summary>
    public WeakReference<CudaHandle> Entry { get; }

    public override bool IsInvalid => handle == 0;

    /// <summary>Takes what was created over; the context's handle is held in addition until it is freed.</summary>
    public void Own(nint value) => SetHandle(value);

    /// <summary>Keeps it from being freed until the lease is disposed.</summary>
    /// <param name="what">What it is, for the error when it is gone.</param>
    /// <exception cref="ObjectDisposedException">It was disposed, or its device was.</exception>
    public CudaLease Lease(string what)
    {
        var isHeld = false;
        try
        {
            DangerousAddRef(ref isHeld);
        }
        catch (ObjectDisposedException)
        {
            throw new ObjectDisposedException(what, $"The {what} was disposed, or its device was.");
        }
        return new CudaLease(this, handle);
    }

    protected override bool ReleaseHandle()
    {
        _context.Free(_kind, handle, Entry);
        return true;
    }
}

/// <summary>A handle in use; disposing it ends the use.</summary>
/// <param name="handle">What is held; null where nothing needs to be.</param>
/// <param name="value">Its value for the driver.</param>
internal readonly ref struct CudaLease(SafeHandle? handle, nint value)
{
    /// <summary>The value for the driver.</summary>
    public nint Value => value;

    public void Dispose() => handle?.DangerousRelease();
}
