namespace KernelGen;

/// <summary>
/// A rank-4 tensor (batch, heads, rows, columns) as kernels see it: an address and element strides, the last one being 1.
/// Offsets are 64-bit.
/// </summary>
/// <param name="data">The address of element (0, 0, 0, 0).</param>
/// <param name="batchStride">Elements from one sequence to the next; 0 broadcasts.</param>
/// <param name="headStride">Elements from one head to the next; 0 broadcasts.</param>
/// <param name="rowStride">Elements from one row to the next; 0 broadcasts.</param>
public readonly unsafe struct TensorView(void* data, long batchStride, long headStride, long rowStride)
{
    /// <summary>The address of element (0, 0, 0, 0).</summary>
    public void* Data { get; } = data;

    /// <summary>Elements from one sequence to the next.</summary>
    public long BatchStride { get; } = batchStride;

    /// <summary>Elements from one head to the next.</summary>
    public long HeadStride { get; } = headStride;

    /// <summary>Elements from one row to the next.</summary>
    public long RowStride { get; } = rowStride;

    /// <summary>The address of the first element of a head.</summary>
    public T* Head<T>(int batch, int head)
        where T : unmanaged
        => (T*)Data + batch * BatchStride + head * HeadStride;
}
