using KernelGen.IlgpuContract.Simulation;

namespace ILGPU.Runtime;

public abstract class MemoryBuffer : AcceleratorObject
{
    private readonly MemoryRegion region;

    internal MemoryBuffer(Accelerator accelerator, MemoryRegion region, long length, int elementSize)
        : base(accelerator)
    {
        this.region = region;
        Length = length;
        ElementSize = elementSize;
    }

    public nint NativePtr => region.DeviceAddress;

    public long Length { get; }

    public int ElementSize { get; }

    public long LengthInBytes => Length * ElementSize;

    internal MemoryRange Range => new(region, region.Address, LengthInBytes);

    /// <summary>Waits for the accelerator first, as freeing does on a GPU: work that is under way may still use the memory.</summary>
    protected override void Dispose(bool disposing)
    {
        // Forgotten buffers are freed with their memory's finalizer, once no view of them is left either.
        if (disposing)
        {
            Accelerator.Drain();
            region.Dispose();
        }

        base.Dispose(disposing);
    }
}
