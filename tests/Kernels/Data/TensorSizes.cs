using KernelGen.Kernels.Cases;

namespace KernelGen.Kernels.Data;

/// <summary>Lengths and strides of a tensor.</summary>
/// <param name="Batch">B.</param>
/// <param name="Heads">H.</param>
/// <param name="Rows">N.</param>
/// <param name="Columns">D.</param>
/// <param name="BatchStride">Elements from one sequence to the next.</param>
/// <param name="HeadStride">Elements from one head to the next.</param>
/// <param name="RowStride">Elements from one row to the next.</param>
public readonly record struct TensorSizes(int Batch, int Heads, int Rows, int Columns, long BatchStride, long HeadStride, long RowStride)
{
    /// <summary>Elements, repetitions of broadcast ones included.</summary>
    public int Count => Batch * Heads * Rows * Columns;

    /// <summary>Elements from the first to the last, both included.</summary>
    public long Extent
        => Count == 0 ? 0 : (Batch - 1) * BatchStride + (Heads - 1) * HeadStride + (Rows - 1) * RowStride + Columns;

    /// <summary>The strides of a layout; broadcasts are the caller's to make.</summary>
    public static TensorSizes Of(TensorLayout layout, int batch, int heads, int rows, int columns)
    {
        return layout switch
        {
            TensorLayout.Bnhd => At((long)rows * heads * columns, columns, (long)heads * columns),
            TensorLayout.Padded => At(heads * (rows * (columns + 5L) + 11) + 3, rows * (columns + 5L) + 11, columns + 5),
            _ => At((long)heads * rows * columns, (long)rows * columns, columns),
        };

        TensorSizes At(long batchStride, long headStride, long rowStride)
            => new(batch, heads, rows, columns, batchStride, headStride, rowStride);
    }

    /// <summary>Visits every element in (B, H, N, D) order with its offset.</summary>
    public void ForEach(Action<int, int, int, int, long> visit)
    {
        for (var b = 0; b < Batch; b++)
        {
            for (var h = 0; h < Heads; h++)
            {
                for (var n = 0; n < Rows; n++)
                {
                    var row = b * BatchStride + h * HeadStride + n * RowStride;
                    for (var d = 0; d < Columns; d++)
                        visit(b, h, n, d, row + d);
                }
            }
        }
    }
}
