namespace KernelGen;

/// <summary>How a rank-4 tensor (batch, heads, rows, columns) lies in memory; the columns of a row lie side by side.</summary>
/// <param name="Batch">Elements from one sequence to the next; 0 broadcasts.</param>
/// <param name="Head">Elements from one head to the next; 0 broadcasts.</param>
/// <param name="Row">Elements from one row to the next; 0 broadcasts.</param>
public readonly record struct TensorStrides(long Batch, long Head, long Row)
{
    /// <summary>The strides of contiguous (B, H, N, D) memory.</summary>
    /// <param name="heads">H.</param>
    /// <param name="rows">N.</param>
    /// <param name="columns">D.</param>
    public static TensorStrides Bhnd(int heads, int rows, int columns) => new((long)heads * rows * columns, (long)rows * columns, columns);

    /// <summary>The strides of contiguous (B, N, H, D) memory.</summary>
    /// <param name="heads">H.</param>
    /// <param name="rows">N.</param>
    /// <param name="columns">D.</param>
    public static TensorStrides Bnhd(int heads, int rows, int columns) => new((long)heads * rows * columns, columns, (long)heads * columns);

    /// <summary>Whether each dimension steps over all that the dimensions of smaller strides hold, so that no two rows share an element.</summary>
    internal bool Nest(int batch, int heads, int rows, int columns)
    {
        Span<(long Stride, int Size)> dimensions = [(Batch, batch), (Head, heads), (Row, rows)];
        dimensions.Sort(static (left, right) => left.Stride.CompareTo(right.Stride));
        Int128 held = columns;
        foreach (var (stride, size) in dimensions)
        {
            if (size > 1 && stride < held)
                return false;
            held += (Int128)(size - 1) * stride;
        }
        return true;
    }

    /// <summary>Elements from the first to the last, both included; 0 for an empty tensor.</summary>
    internal Int128 Extent(int batch, int heads, int rows, int columns)
        => batch == 0 || heads == 0 || rows == 0 ? 0
            : (Int128)(batch - 1) * Batch + (Int128)(heads - 1) * Head + (Int128)(rows - 1) * Row + columns;
}
