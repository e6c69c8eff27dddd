using KernelGen.IlgpuContract.Simulation;

namespace ILGPU.Runtime;

public class MemoryBuffer<TView> : MemoryBuffer, IContiguousArrayView
    where TView : struct, IArrayView
{
    internal MemoryBuffer(Accelerator accelerator, MemoryRegion region, TView view)
        : base(accelerator, region, view.Length, view.ElementSize) => View = view;

    public TView View { get; }

    public bool IsValid => View.IsValid && !IsDisposed;

    long IContiguousArrayView.IndexInBytes => 0;

    MemoryRange IContiguousArrayView.Range => Range;

    public static implicit operator TView(MemoryBuffer<TView> buffer) => buffer.View;
}
