using KernelGen.Selection;

namespace KernelGen.Devices.Gpu;

/// <summary>Checks the tensors of a call in the memory of a GPU: their lengths and strides, of which the host knows no more.</summary>
internal static class GpuChecks
{
    // Heads of all sequences, and rows of a decode unit, are numbered by an int.
    public static void Counts(in AttentionShape shape, string argument)
    {
        Count((long)shape.Batch * shape.QueryHeads, "query heads in all sequences");
        // Only where rows are few are those of several heads counted together.
        if (DecodeShapes.Contains(shape))
            Count((long)shape.GroupSize * shape.QueryLength, "query rows that share a key head");

        void Count(long given, string what)
        {
            if (given > int.MaxValue)
                throw new ArgumentException(FormattableString.Invariant($"{argument} has {given} {what}; at most {int.MaxValue} are possible on a GPU."), argument);
        }
    }

    public static void Lse(long given, TensorStrides? strides, in AttentionShape shape, string argument)
    {
        if (strides is not { } own)
        {
            ArgumentChecks.SpanLength(given, ArgumentChecks.QueryRows(shape), argument, "B x Hq x Nq");
            return;
        }
        Reaches(given, own, (shape.Batch, shape.QueryHeads, shape.QueryLength, 1), argument);
        NotOverlapping(own, shape, 1, argument);
    }

    public static void Reaches(long given, in TensorStrides strides, (int Batch, int Heads, int Rows, int Columns) sizes, string argument)
    {
        if (strides.Batch < 0 || strides.Head < 0 || strides.Row < 0)
            throw new ArgumentException($"{argument} has {strides}; no stride may be negative.", argument);
        var extent = strides.Extent(sizes.Batch, sizes.Heads, sizes.Rows, sizes.Columns);
        if (given < extent)
            throw new ArgumentException($"{argument} has {given} elements; with {strides} the shape asks for at least {extent}.", argument);
    }

    // Two rows of the output in one place would overwrite each other. An empty tensor may have any strides: it has nothing to overwrite.
    public static void NotOverlapping(in TensorStrides strides, in AttentionShape shape, int columns, string argument)
    {
        if (shape.Batch == 0 || shape.QueryHeads == 0 || shape.QueryLength == 0)
            return;
        if ((shape.Batch > 1 && strides.Batch == 0) || (shape.QueryHeads > 1 && strides.Head == 0) || (shape.QueryLength > 1 && strides.Row == 0))
            throw new ArgumentException($"{argument} has {strides}; an output cannot be broadcast.", argument);
        if (!strides.Nest(shape.Batch, shape.QueryHeads, shape.QueryLength, columns))
        {
            throw new ArgumentException(
                FormattableString.Invariant($"{argument} has {strides}; rows of {columns} elements overlap there: the stride of a dimension must step over all that those of smaller strides hold."),
                argument);
        }
    }
}
