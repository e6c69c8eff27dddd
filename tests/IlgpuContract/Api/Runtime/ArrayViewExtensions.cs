using KernelGen.IlgpuContract.Simulation;

namespace ILGPU.Runtime;

public static class ArrayViewExtensions
{
    public static ArrayView<T> AsAligned<T>(this ArrayView<T> view, int alignmentInBytes)
        where T : unmanaged =>
        view.AsAligned(alignmentInBytes);

    [NotInsideKernel]
    public static nint LoadEffectiveAddressAsPtr<T>(this ArrayView<T> view)
        where T : unmanaged =>
        view.Range.DeviceAddress;

    [NotInsideKernel]
    public static void MemSetToZero<TView>(this TView view)
        where TView : IContiguousArrayView =>
        Copies.Fill(view.Range, null, 0);

    [NotInsideKernel]
    public static void MemSetToZero<TView>(this TView view, AcceleratorStream stream)
        where TView : IContiguousArrayView =>
        Copies.Fill(view.Range, stream, 0);

    [NotInsideKernel]
    public static void MemSet<TView>(this TView view, AcceleratorStream stream, byte value)
        where TView : IContiguousArrayView =>
        Copies.Fill(view.Range, stream, value);

    [NotInsideKernel]
    public static void CopyTo<TView>(this TView source, AcceleratorStream stream, in TView target)
        where TView : IContiguousArrayView =>
        Copies.Device(source.Range, target.Range, stream);

    [NotInsideKernel]
    public static void CopyFrom<TView>(this TView target, AcceleratorStream stream, in TView source)
        where TView : IContiguousArrayView =>
        Copies.Device(source.Range, target.Range, stream);

    [NotInsideKernel]
    public static void CopyFromCPU<T>(this ArrayView<T> view, T[] data)
        where T : unmanaged =>
        Copies.FromHost<T>(data, view.Range, null);

    [NotInsideKernel]
    public static void CopyFromCPU<T>(this ArrayView<T> view, AcceleratorStream stream, T[] data)
        where T : unmanaged =>
        Copies.FromHost<T>(data, view.Range, stream);

    [NotInsideKernel]
    public static void CopyToCPU<T>(this ArrayView<T> view, T[] data)
        where T : unmanaged =>
        Copies.ToHost<T>(view.Range, data, null);

    [NotInsideKernel]
    public static void CopyToCPU<T>(this ArrayView<T> view, AcceleratorStream stream, T[] data)
        where T : unmanaged =>
        Copies.ToHost<T>(view.Range, data, stream);

    [NotInsideKernel]
    public static void CopyFromCPU<T, TView>(this TView target, AcceleratorStream stream, in ReadOnlySpan<T> span)
        where T : unmanaged
        where TView : IContiguousArrayView<T> =>
        Copies.FromHost(span, target.Range, stream);

    [NotInsideKernel]
    public static void CopyToCPU<T, TView>(this TView source, AcceleratorStream stream, in Span<T> span)
        where T : unmanaged
        where TView : IContiguousArrayView<T> =>
        Copies.ToHost(source.Range, span, stream);

    [NotInsideKernel]
    public static void CopyFromCPU<T>(this MemoryBuffer<ArrayView1D<T, Stride1D.Dense>> buffer, T[] data)
        where T : unmanaged =>
        Copies.FromHost<T>(data, buffer.View.BaseView.Range, null);

    [NotInsideKernel]
    public static void CopyFromCPU<T>(this MemoryBuffer<ArrayView1D<T, Stride1D.Dense>> buffer, AcceleratorStream stream, T[] data)
        where T : unmanaged =>
        Copies.FromHost<T>(data, buffer.View.BaseView.Range, stream);

    [NotInsideKernel]
    public static void CopyToCPU<T>(this MemoryBuffer<ArrayView1D<T, Stride1D.Dense>> buffer, T[] data)
        where T : unmanaged =>
        Copies.ToHost<T>(buffer.View.BaseView.Range, data, null);

    [NotInsideKernel]
    public static void CopyToCPU<T>(this MemoryBuffer<ArrayView1D<T, Stride1D.Dense>> buffer, AcceleratorStream stream, T[] data)
        where T : unmanaged =>
        Copies.ToHost<T>(buffer.View.BaseView.Range, data, stream);

    [NotInsideKernel]
    public static T[] GetAsArray1D<T>(this MemoryBuffer<ArrayView1D<T, Stride1D.Dense>> buffer)
        where T : unmanaged =>
        buffer.GetAsArray1D(buffer.Accelerator.DefaultStream);

    [NotInsideKernel]
    public static T[] GetAsArray1D<T>(this MemoryBuffer<ArrayView1D<T, Stride1D.Dense>> buffer, AcceleratorStream stream)
        where T : unmanaged
    {
        var data = new T[buffer.Length];
        Copies.ToHost<T>(buffer.View.BaseView.Range, data, stream);
        return data;
    }

    [NotInsideKernel]
    public static MemoryBuffer1D<T, Stride1D.Dense> Allocate1D<T>(this Accelerator accelerator, T[] data)
        where T : unmanaged =>
        Allocate1D(accelerator, accelerator.DefaultStream, data);

    [NotInsideKernel]
    public static MemoryBuffer1D<T, Stride1D.Dense> Allocate1D<T>(this Accelerator accelerator, AcceleratorStream stream, T[] data)
        where T : unmanaged
    {
        var buffer = accelerator.Allocate1D<T>(data.Length);
        buffer.CopyFromCPU(stream, data);
        return buffer;
    }
}
