using System.Runtime.InteropServices;
using KernelGen.Devices.Cuda.Driver;

namespace KernelGen.Devices.Cuda;

/// <summary>
/// A hold on a device's primary context, or on a context of somebody else's. Everything that lives in the context holds this handle, so
/// the context goes last, in whatever order things are disposed or finalized.
/// </summary>
internal sealed class CudaContextHandle : SafeHandle
{
    private readonly CudaDriver _driver;
    private readonly int _device;
    private readonly bool _isBorrowed;

    /// <param name="driver">The driver.</param>
    /// <param name="context">The context.</param>
    /// <param name="device">The driver's number of the device.</param>
    /// <param name="isBorrowed">Whether somebody else owns the context; else the device's primary context was retained.</param>
    public CudaContextHandle(CudaDriver driver, nint context, int device, bool isBorrowed)
        : base(0, ownsHandle: true)
    {
        _driver = driver;
        _device = device;
        _isBorrowed = isBorrowed;
        SetHandle(context);
    }

    public override bool IsInvalid => handle == 0;

    /// <summary>Whether somebody else owns the context.</summary>
    public bool IsBorrowed => _isBorrowed;

    /// <summary>The context; the caller holds the handle.</summary>
    public nint Value => handle;

    protected override bool ReleaseHandle() => _isBorrowed || _driver.PrimaryContextRelease(_device) == CudaResult.Success;
}
