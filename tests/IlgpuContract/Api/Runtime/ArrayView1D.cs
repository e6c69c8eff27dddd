using KernelGen.IlgpuContract.Simulation;

namespace ILGPU.Runtime;

public readonly struct ArrayView1D<T, TStride>(ArrayView<T> baseView, LongIndex1D extent, TStride stride) : IContiguousArrayView<T>
    where T : unmanaged
    where TStride : unmanaged, IStride1D
{
    public ArrayView<T> BaseView { get; } = baseView;

    public LongIndex1D Extent { get; } = extent;

    public TStride Stride { get; } = stride;

    public readonly Index1D IntExtent => checked((int)Extent.X);

    public readonly bool IsValid => BaseView.IsValid;

    public readonly long Length => Extent.X;

    public readonly int IntLength => checked((int)Length);

    public readonly long LengthInBytes => BaseView.LengthInBytes;

    readonly int IArrayView.ElementSize => Interop.SizeOf<T>();

    readonly long IContiguousArrayView.IndexInBytes => ((IContiguousArrayView)BaseView).IndexInBytes;

    readonly MemoryRange IContiguousArrayView.Range => BaseView.Range;

    public readonly ref T this[Index1D index] => ref BaseView[(long)index.X * Stride.XStride];

    public readonly ref T this[LongIndex1D index] => ref BaseView[index.X * Stride.XStride];

    public readonly ArrayView1D<T, TStride> SubView(Index1D index, Index1D extent) =>
        SubView((LongIndex1D)index, (LongIndex1D)extent);

    public readonly ArrayView1D<T, TStride> SubView(LongIndex1D index, LongIndex1D extent) =>
        new(BaseView.SubView(index.X * Stride.XStride, extent.X * Stride.XStride), extent, Stride);

    public readonly ArrayView<T> AsContiguous() => BaseView;

    public override readonly string ToString() => BaseView.ToString();
}
