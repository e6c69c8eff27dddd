using KernelGen.IlgpuContract.Simulation;

namespace ILGPU.Runtime.Cuda;

/// <summary>An accelerator of a card. Where the card has a driver, contexts, streams and memory have the handles by which that driver knows them.</summary>
public sealed class CudaAccelerator : Accelerator
{
    internal CudaAccelerator(Context context, CudaDevice device)
        : base(context, device)
    {
        // The driver outlives accelerators that are forgotten, and must not keep them alive.
        var self = new WeakReference<CudaAccelerator>(this);
        NativePtr = Driver?.CreateContext(() => Drain(self)) ?? 0;
    }

    public new CudaDevice Device => (CudaDevice)base.Device;

    public CudaArchitecture Architecture => Device.Architecture!.Value;

    internal ICardDriver? Driver => Device.Driver;

    private protected override AcceleratorStream NewStream(bool isDefault)
    {
        var stream = new CudaStream(this);
        if (!isDefault && Driver is { } driver)
            stream.StreamPtr = driver.CreateStream(NativePtr, stream.Queue.Drain);
        return stream;
    }

    private protected override void ReleaseContext()
    {
        if (NativePtr != 0)
            Driver!.DestroyContext(NativePtr);
    }

    private static void Drain(WeakReference<CudaAccelerator> accelerator)
    {
        if (accelerator.TryGetTarget(out var alive))
            alive.Drain();
    }
}
