using System.Numerics.Tensors;

namespace KernelGen;

/// <summary>
/// Checks a call's arguments before anything is written. Every message names the argument, what was given and what was expected.
/// </summary>
internal static class ArgumentChecks
{
    // What masks are proven and compiled for (MaskFacts of the emitter): a position plus or minus another, or any argument of a pattern, is an int32.
    private const int LongestLength = 1 << 30;
    private const int LowestOffset = -(1 << 29);

    public static AttentionShape Tensors<T, TOut>(
        SpecFacts facts, in ReadOnlyTensorSpan<T> q, in ReadOnlyTensorSpan<T> k, in ReadOnlyTensorSpan<T> v, in TensorSpan<TOut> o,
        int? queryOffset)
    {
        Layout(q.Lengths, q.Strides, nameof(q), "(B, Hq, Nq, D)");
        Layout(k.Lengths, k.Strides, nameof(k), "(B, Hkv, Nk, D)");
        Layout(v.Lengths, v.Strides, nameof(v), "(B, Hkv, Nk, Dv)");
        Layout(o.Lengths, o.Strides, nameof(o), "(B, Hq, Nq, Dv)");
        var shape = new AttentionShape(
            Size(q.Lengths, 0, nameof(q)),
            Size(q.Lengths, 1, nameof(q)),
            Size(k.Lengths, 1, nameof(k)),
            Size(q.Lengths, 2, nameof(q), LongestLength),
            Size(k.Lengths, 2, nameof(k), LongestLength))
        {
            QueryOffset = queryOffset,
        };
        Length(q.Lengths, 3, facts.HeadDim, nameof(q), "the spec's HeadDim");
        Length(k.Lengths, 0, shape.Batch, nameof(k), "q's batch");
        Length(k.Lengths, 3, facts.HeadDim, nameof(k), "the spec's HeadDim");
        Length(v.Lengths, 0, shape.Batch, nameof(v), "q's batch");
        Length(v.Lengths, 1, shape.KeyHeads, nameof(v), "k's heads");
        Length(v.Lengths, 2, shape.KeyLength, nameof(v), "k's length");
        Length(v.Lengths, 3, facts.ValueHeadDim, nameof(v), "the spec's ValueHeadDim");
        Length(o.Lengths, 0, shape.Batch, nameof(o), "q's batch");
        Length(o.Lengths, 1, shape.QueryHeads, nameof(o), "q's heads");
        Length(o.Lengths, 2, shape.QueryLength, nameof(o), "q's length");
        Length(o.Lengths, 3, facts.ValueHeadDim, nameof(o), "the spec's ValueHeadDim");
        NotBroadcast(o.Lengths, o.Strides, nameof(o));
        Heads(shape, nameof(k));
        Offset(shape, nameof(queryOffset));
        return shape;
    }

    public static void Spans(SpecFacts facts, in AttentionShape shape, int q, int k, int v, int o)
    {
        Shape(shape, nameof(shape));
        // 128 bits: four sizes of 31 bits wrap around in 64, and could then fit spans that are far too short.
        Int128 queryRows = QueryRows(shape), keyRows = (Int128)shape.Batch * shape.KeyHeads * shape.KeyLength;
        SpanLength(q, queryRows * facts.HeadDim, nameof(q), "B x Hq x Nq x D");
        SpanLength(k, keyRows * facts.HeadDim, nameof(k), "B x Hkv x Nk x D");
        SpanLength(v, keyRows * facts.ValueHeadDim, nameof(v), "B x Hkv x Nk x Dv");
        SpanLength(o, queryRows * facts.ValueHeadDim, nameof(o), "B x Hq x Nq x Dv");
    }

    /// <summary>
    /// Refuses an output in the memory of an input. Only for contiguous memory, where what overlaps shares elements. Q may be the output: what is read there
    /// last is read before it is written.
    /// </summary>
    public static unsafe void Apart(void* input, long inputBytes, string argument, void* o, long outputBytes, bool isQuery = false)
    {
        var isApart = (byte*)input + inputBytes <= (byte*)o || (byte*)o + outputBytes <= (byte*)input || inputBytes == 0 || outputBytes == 0;
        if (!isApart && !(isQuery && input == o && inputBytes == outputBytes))
            throw new ArgumentException($"o lies in the memory of {argument}, which is read after parts of the output are written; give o memory of its own.", nameof(o));
    }

    public static void Shape(in AttentionShape shape, string argument)
    {
        if (shape.Batch < 0 || shape.QueryHeads < 0 || shape.KeyHeads < 0 || shape.QueryLength < 0 || shape.KeyLength < 0)
            throw new ArgumentException($"{argument} is {shape}; no size may be negative.", argument);
        if (shape.QueryLength > LongestLength || shape.KeyLength > LongestLength)
            throw new ArgumentException($"{argument} is {shape}; a length is at most {LongestLength} (masks compute with positions in int32).", argument);
        Heads(shape, argument);
        Offset(shape, argument);
    }

    public static void Options(AttentionOptions? options, string argument)
    {
        if (options is { Threads: < 0 })
            throw new ArgumentException($"{argument} has {options.Threads} threads; expected at least 1, or 0 for one per processor.", argument);
    }

    public static void Lse(ReadOnlySpan<nint> lengths, ReadOnlySpan<nint> strides, in AttentionShape shape, string argument)
    {
        if (lengths.Length != 3)
            throw new ArgumentException($"{argument} has rank {lengths.Length}; expected rank 3, (B, Hq, Nq).", argument);
        Length(lengths, 0, shape.Batch, argument, "q's batch");
        Length(lengths, 1, shape.QueryHeads, argument, "q's heads");
        Length(lengths, 2, shape.QueryLength, argument, "q's length");
        NotBroadcast(lengths, strides, argument);
    }

    public static void WritesLse(SpecFacts facts, string argument)
    {
        if (!facts.WritesLse)
            throw new ArgumentException($"{facts.Name} has no log-sum-exp; declare its spec with WritesLse = true.", argument);
    }

    public static Int128 QueryRows(in AttentionShape shape) => (Int128)shape.Batch * shape.QueryHeads * shape.QueryLength;

    public static void SpanLength(long given, Int128 expected, string argument, string formula)
    {
        if (given != expected)
            throw new ArgumentException($"{argument} has {given} elements; the shape asks for {expected} ({formula}).", argument);
    }

    private static void Heads(in AttentionShape shape, string argument)
    {
        if (shape.QueryHeads == 0 && shape.KeyHeads == 0)
            return;
        if (shape.KeyHeads == 0 || shape.QueryHeads % shape.KeyHeads != 0)
        {
            throw new ArgumentException(
                $"{argument} has {shape.KeyHeads} key heads for {shape.QueryHeads} query heads; query heads must be a multiple of key heads.",
                argument);
        }
    }

    private static void Offset(in AttentionShape shape, string argument)
    {
        var most = LongestLength - shape.QueryLength;
        if (shape.QueryOffset < LowestOffset || shape.QueryOffset > most)
        {
            throw new ArgumentException(
                $"{argument} puts query 0 at {shape.QueryOffset}; with {shape.QueryLength} queries {LowestOffset} to {most} are possible (masks compute with positions in int32).",
                argument);
        }
    }

    private static void Layout(ReadOnlySpan<nint> lengths, ReadOnlySpan<nint> strides, string argument, string expected)
    {
        if (lengths.Length != 4)
            throw new ArgumentException($"{argument} has rank {lengths.Length}; expected rank 4, {expected}.", argument);
        if (lengths[3] > 1 && strides[3] != 1)
            throw new ArgumentException($"{argument} has last stride {strides[3]}; expected 1 (elements of a row lie side by side).", argument);
    }

    // Two rows of the output in one place would overwrite each other. An empty tensor has strides of 0 and nothing to overwrite.
    private static void NotBroadcast(ReadOnlySpan<nint> lengths, ReadOnlySpan<nint> strides, string argument)
    {
        if (lengths.Contains(0))
            return;
        for (var i = 0; i < 3; i++)
        {
            if (lengths[i] > 1 && strides[i] == 0)
                throw new ArgumentException($"{argument} has stride 0 along dimension {i}; an output cannot be broadcast.", argument);
        }
    }

    private static int Size(ReadOnlySpan<nint> lengths, int dimension, string argument, int most = int.MaxValue)
        => lengths[dimension] <= most
            ? (int)lengths[dimension]
            : throw new ArgumentException(
                $"{argument} has length {lengths[dimension]} in dimension {dimension}; a length is at most {most}.", argument);

    private static void Length(ReadOnlySpan<nint> lengths, int dimension, int expected, string argument, string source)
    {
        if (lengths[dimension] != expected)
        {
            throw new ArgumentException(
                $"{argument} has length {lengths[dimension]} in dimension {dimension}; expected {expected} ({source}).", argument);
        }
    }
}
