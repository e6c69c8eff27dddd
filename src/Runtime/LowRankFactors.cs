namespace KernelGen;

/// <summary>What the runtime needs to know of a spec's low-rank bias.</summary>
/// <param name="Rank">Factors of a row.</param>
/// <param name="PerHead">Whether every head has factors of its own.</param>
/// <param name="PerSequence">Whether every sequence of a batch has.</param>
/// <param name="QueryFactors">The number of the data parameter with the factors of the queries.</param>
/// <param name="KeyFactors">The number of the one with those of the keys.</param>
public sealed record LowRankFactors(int Rank, bool PerHead, bool PerSequence, int QueryFactors, int KeyFactors)
{
    /// <summary>The call with its factors as tensors.</summary>
    /// <exception cref="ArgumentException">An array has another length than the shape asks for.</exception>
    internal AttentionCall Resolve(in AttentionCall call)
    {
        var shape = call.Shape;
        Check(shape, call.Data);
        if (shape.Batch == 0 || shape.QueryHeads == 0 || shape.QueryLength == 0)
            return call;
        return call with
        {
            QueryFactors = View(call.Data[QueryFactors], shape.QueryHeads, shape.QueryLength),
            KeyFactors = View(call.Data[KeyFactors], shape.KeyHeads, shape.KeyLength),
        };
    }

    /// <summary>Refuses arrays of another length than a shape asks for.</summary>
    /// <exception cref="ArgumentException">An array has another length.</exception>
    internal void Check(in AttentionShape shape, in CallData data)
    {
        if (shape.Batch == 0 || shape.QueryHeads == 0 || shape.QueryLength == 0)
            return;
        Check(data[QueryFactors], shape, nameof(QueryFactors), "q", shape.QueryHeads, shape.QueryLength);
        Check(data[KeyFactors], shape, nameof(KeyFactors), "kv", shape.KeyHeads, shape.KeyLength);
    }

    private void Check(in DataItem item, in AttentionShape shape, string name, string side, int heads, int rows)
    {
        var expected = (Int128)(PerSequence ? shape.Batch : 1) * (PerHead ? heads : 1) * rows * Rank;
        var formula = $"{(PerSequence ? "B x " : "")}{(PerHead ? $"H{side} x " : "")}N{side[..1]} x {Rank}";
        ArgumentChecks.SpanLength(item.Length, expected, char.ToLowerInvariant(name[0]) + name[1..], formula);
    }

    private unsafe TensorView View(in DataItem item, int heads, int rows)
    {
        long headStride = PerHead ? (long)rows * Rank : 0;
        long batchStride = PerSequence ? (long)(PerHead ? heads : 1) * rows * Rank : 0;
        return new TensorView(item.Address, batchStride, headStride, Rank);
    }
}
