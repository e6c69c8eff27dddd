namespace KernelGen.Devices.Gpu;

/// <summary>Checks the tensors of a call in the memory of a GPU: their lengths and strides, of which the host knows no more.</summary>
internal static class GpuChecks
{
    public static void Lse(long given, TensorStrides? strides, in AttentionShape shape, string argument)
    {
        if (strides is not { } own)
        {
            ArgumentChecks.SpanLength(given, ArgumentChecks.QueryRows(shape), argument, "B x Hq x Nq");
            return;
        }
        Reaches(given, own, (shape.Batch, shape.QueryHeads, shape.QueryLength, 1), argument);
        NotBroadcast(own, shape, argument);
    }

    public static void Reaches(long given, in TensorStrides strides, (int Batch, int Heads, int Rows, int Columns) sizes, string argument)
    {
        if (strides.Batch < 0 || strides.Head < 0 || strides.Row < 0)
            throw new ArgumentException($"{argument} has {strides}; no stride may be negative.", argument);
        var extent = strides.Extent(sizes.Batch, sizes.Heads, sizes.Rows, sizes.Columns);
        if (given < extent)
            throw new ArgumentException($"{argument} has {given} elements; with {strides} the shape asks for at least {extent}.", argument);
    }

    // Two rows of the output in one place would overwrite each other. An empty tensor may have strides of 0: it has nothing to overwrite.
    public static void NotBroadcast(in TensorStrides strides, in AttentionShape shape, string argument)
    {
        if (shape.Batch == 0 || shape.QueryHeads == 0 || shape.QueryLength == 0)
            return;
        if ((shape.Batch > 1 && strides.Batch == 0) || (shape.QueryHeads > 1 && strides.Head == 0) || (shape.QueryLength > 1 && strides.Row == 0))
            throw new ArgumentException($"{argument} has {strides}; an output cannot be broadcast.", argument);
    }
}
