namespace KernelGen.Devices.Ilgpu;

/// <summary>
/// The layout of a tensor that is data, as emitted ILGPU kernels take it: a blittable struct beside the view. An extent says which indices
/// there are along a dimension, as unsigned numbers; where the dimension is broadcast, every one.
/// </summary>
/// <param name="layout">The lengths and strides.</param>
public struct IlgpuTensor(in DataLayout layout)
{
    /// <summary>Indices along the first dimension, a sequence as a rule.</summary>
    public long FirstExtent = layout.Extent(0);

    /// <summary>Indices along the second one, a head as a rule.</summary>
    public long SecondExtent = layout.Extent(1);

    /// <summary>Rows.</summary>
    public long RowExtent = layout.Extent(2);

    /// <summary>Keys.</summary>
    public long KeyExtent = layout.Extent(3);

    /// <summary>Elements from one index to the next along the first dimension.</summary>
    public long FirstStride = layout.Stride(0);

    /// <summary>Elements from one index to the next along the second one.</summary>
    public long SecondStride = layout.Stride(1);

    /// <summary>Elements from one row to the next.</summary>
    public long RowStride = layout.Stride(2);

    /// <summary>Elements from one key to the next.</summary>
    public long KeyStride = layout.Stride(3);
}
