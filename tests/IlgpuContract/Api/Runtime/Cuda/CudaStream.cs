namespace ILGPU.Runtime.Cuda;

public sealed class CudaStream : AcceleratorStream
{
    internal CudaStream(Accelerator accelerator)
        : base(accelerator)
    {
    }

    /// <summary>0 for the default stream.</summary>
    public nint StreamPtr { get; internal set; }

    public override void Synchronize() => Queue.Synchronize();

    protected override void Dispose(bool disposing)
    {
        if (disposing && StreamPtr != 0 && Accelerator is CudaAccelerator { NativePtr: not 0 } accelerator)
        {
            Queue.Drain();
            accelerator.Driver!.DestroyStream(accelerator.NativePtr, StreamPtr);
        }

        base.Dispose(disposing);
    }
}
