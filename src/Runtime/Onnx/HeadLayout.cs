namespace KernelGen.Onnx;

/// <summary>
/// A tensor of heads as (batch, heads, length, size), whether it was given like that or as (batch, length, heads x size): the same elements
/// with other strides.
/// </summary>
/// <param name="Batch">Sequences.</param>
/// <param name="Heads">Heads.</param>
/// <param name="Length">Rows of a head.</param>
/// <param name="BatchStride">Elements from one sequence to the next.</param>
/// <param name="HeadStride">Elements from one head to the next.</param>
/// <param name="RowStride">Elements from one row to the next.</param>
internal readonly record struct HeadLayout(int Batch, int Heads, int Length, long BatchStride, long HeadStride, long RowStride)
{
    /// <summary>Reads lengths and strides.</summary>
    /// <param name="lengths">The lengths of a tensor.</param>
    /// <param name="strides">Its strides.</param>
    /// <param name="rank">The rank that it must have, 3 or 4.</param>
    /// <param name="size">Elements per head.</param>
    /// <param name="argument">Its name.</param>
    public static HeadLayout Of(ReadOnlySpan<nint> lengths, ReadOnlySpan<nint> strides, int rank, int size, string argument)
    {
        if (lengths.Length != rank)
            throw OnnxFault.Of(argument, $"{argument} has rank {lengths.Length}; expected rank {rank}, {(rank == 4 ? "(B, H, N, D)" : "(B, N, H x D)")}.");
        if (lengths[^1] > 1 && strides[^1] != 1)
            throw OnnxFault.Of(argument, $"{argument} has last stride {strides[^1]}; expected 1 (elements of a row lie side by side).");
        if (rank == 4)
        {
            if (lengths[3] != size)
                throw OnnxFault.Of(argument, $"{argument} has heads of {lengths[3]} elements; the spec's have {size}.");
            return new HeadLayout(
                Size(lengths, 0, argument), Size(lengths, 1, argument), Size(lengths, 2, argument), strides[0], strides[1], strides[2]);
        }
        if (lengths[2] % size != 0)
            throw OnnxFault.Of(argument, $"{argument} has rows of {lengths[2]} elements; expected a multiple of {size}, one of the spec's heads.");
        return new HeadLayout(
            Size(lengths, 0, argument), (int)(Size(lengths, 2, argument) / size), Size(lengths, 1, argument), strides[0], size, strides[1]);
    }

    /// <summary>The tensor at an address.</summary>
    public unsafe TensorView At(void* data) => new(data, BatchStride, HeadStride, RowStride);

    /// <summary>Refuses a tensor of other lengths.</summary>
    /// <param name="argument">Its name.</param>
    /// <param name="pattern">A tensor with the sequences and heads that it must have.</param>
    /// <param name="patternIs">The name of that one.</param>
    /// <param name="length">The rows per head that it must have.</param>
    /// <param name="lengthIs">What those are.</param>
    public void Require(string argument, in HeadLayout pattern, string patternIs, int length, string lengthIs)
    {
        Require(argument, Batch, pattern.Batch, "sequences", patternIs);
        Require(argument, Heads, pattern.Heads, "heads", patternIs);
        Require(argument, Length, length, "rows per head", lengthIs);
    }

    /// <summary>Refuses an output of which several elements lie in one place.</summary>
    public void RequireNoBroadcast(string argument)
    {
        if (Batch == 0 || Heads == 0 || Length == 0)
            return;
        if ((Batch > 1 && BatchStride == 0) || (Heads > 1 && HeadStride == 0) || (Length > 1 && RowStride == 0))
            throw OnnxFault.Of(argument, $"{argument} has a stride of 0; an output cannot be broadcast.");
    }

    private static void Require(string argument, int given, int expected, string what, string source)
    {
        if (given != expected)
            throw OnnxFault.Of(argument, $"{argument} has {given} {what}; expected {expected} ({source}).");
    }

    private static int Size(ReadOnlySpan<nint> lengths, int dimension, string argument)
        => lengths[dimension] <= int.MaxValue
            ? (int)lengths[dimension]
            : throw OnnxFault.Of(argument, $"{argument} has length {lengths[dimension]} in dimension {dimension}; a length is at most {int.MaxValue}.");
}
