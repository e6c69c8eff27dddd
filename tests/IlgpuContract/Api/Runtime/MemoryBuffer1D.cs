using KernelGen.IlgpuContract.Simulation;

namespace ILGPU.Runtime;

public class MemoryBuffer1D<T, TStride> : MemoryBuffer<ArrayView1D<T, TStride>>
    where T : unmanaged
    where TStride : unmanaged, IStride1D
{
    internal MemoryBuffer1D(Accelerator accelerator, MemoryRegion region, ArrayView1D<T, TStride> view)
        : base(accelerator, region, view)
    {
    }

    public LongIndex1D Extent => View.Extent;

    public Index1D IntExtent => View.IntExtent;

    public ArrayView<T> AsContiguous() => View.BaseView;
}
