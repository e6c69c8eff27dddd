namespace KernelGen.Onnx;

/// <summary>The layouts and sizes of one call's tensors, checked: what an <see cref="ArgumentException"/> can be thrown for is thrown here.</summary>
internal readonly struct OnnxLayouts
{
    public required HeadLayout Query { get; init; }

    public required HeadLayout Key { get; init; }

    public required HeadLayout Value { get; init; }

    public required HeadLayout Output { get; init; }

    /// <summary>Null where the node has no such tensor, like the others that can be.</summary>
    public HeadLayout? PastKey { get; init; }

    public HeadLayout? PastValue { get; init; }

    public HeadLayout? PresentKey { get; init; }

    public HeadLayout? PresentValue { get; init; }

    public HeadLayout? QkMatmulOutput { get; init; }

    /// <summary>Keys of earlier calls.</summary>
    public int PastLength => PastKey?.Length ?? 0;

    /// <summary>Past and new keys together.</summary>
    public int TotalLength => PastLength + Key.Length;

    /// <summary>Reads and checks the layouts.</summary>
    public static OnnxLayouts Of<T>(SpecFacts facts, in OnnxAttentionInputs<T> inputs, in OnnxAttentionOutputs<T> outputs)
        where T : unmanaged
    {
        var rank = inputs.Q.Rank;
        if (rank is not (3 or 4))
            throw OnnxFault.Of("Q", $"Q has rank {rank}; expected rank 4, (B, Hq, Nq, D), or 3, (B, Nq, Hq x D).");
        if ((inputs.PastKey.Rank == 0) != (inputs.PastValue.Rank == 0))
            throw Missing(inputs.PastKey.Rank == 0 ? "PastKey" : "PastValue", inputs.PastKey.Rank == 0 ? "PastValue" : "PastKey");
        var layouts = new OnnxLayouts
        {
            Query = HeadLayout.Of(inputs.Q.Lengths, inputs.Q.Strides, rank, facts.HeadDim, "Q"),
            Key = HeadLayout.Of(inputs.K.Lengths, inputs.K.Strides, rank, facts.HeadDim, "K"),
            Value = HeadLayout.Of(inputs.V.Lengths, inputs.V.Strides, rank, facts.ValueHeadDim, "V"),
            Output = HeadLayout.Of(outputs.Y.Lengths, outputs.Y.Strides, rank, facts.ValueHeadDim, "Y"),
            PastKey = Optional(inputs.PastKey.Lengths, inputs.PastKey.Strides, facts.HeadDim, "PastKey"),
            PastValue = Optional(inputs.PastValue.Lengths, inputs.PastValue.Strides, facts.ValueHeadDim, "PastValue"),
            PresentKey = Optional(outputs.PresentKey.Lengths, outputs.PresentKey.Strides, facts.HeadDim, "PresentKey"),
            PresentValue = Optional(outputs.PresentValue.Lengths, outputs.PresentValue.Strides, facts.ValueHeadDim, "PresentValue"),
        };
        layouts.CheckLengths();
        return layouts with { QkMatmulOutput = layouts.Matrix(outputs.QkMatmulOutput.Lengths, outputs.QkMatmulOutput.Strides) };
    }

    /// <summary>The sizes as the kernels take them, with the first <paramref name="keys"/> keys.</summary>
    public AttentionShape Shape(int keys) => new(Query.Batch, Query.Heads, Key.Heads, Query.Length, keys) { QueryOffset = PastLength };

    private static HeadLayout? Optional(ReadOnlySpan<nint> lengths, ReadOnlySpan<nint> strides, int size, string argument)
        => lengths.Length == 0 ? null : HeadLayout.Of(lengths, strides, 4, size, argument);

    private static ArgumentException Missing(string argument, string given)
        => OnnxFault.Of(argument, $"{argument} is missing, but {given} is there; a node has both or neither.");

    private HeadLayout? Matrix(ReadOnlySpan<nint> lengths, ReadOnlySpan<nint> strides)
    {
        if (lengths.Length == 0)
            return null;
        if (lengths.Length == 4 && lengths[3] != TotalLength)
            throw OnnxFault.Of("QkMatmulOutput", $"QkMatmulOutput has {lengths[3]} columns; expected {TotalLength} (past and new keys).");
        var matrix = HeadLayout.Of(lengths, strides, 4, TotalLength, "QkMatmulOutput");
        matrix.Require("QkMatmulOutput", Query, "Q", Query.Length, "Q's length");
        // An empty tensor has strides of 0.
        if (TotalLength > 0)
            matrix.RequireNoBroadcast("QkMatmulOutput");
        return matrix;
    }

    private void CheckLengths()
    {
        Key.Require("K", Key with { Batch = Query.Batch }, "Q", Key.Length, "its own");
        ArgumentChecks.Shape(new AttentionShape(Query.Batch, Query.Heads, Key.Heads, Query.Length, Key.Length), "K");
        Value.Require("V", Key, "K", Key.Length, "K's length");
        Output.Require("Y", Query, "Q", Query.Length, "Q's length");
        Output.RequireNoBroadcast("Y");
        PastKey?.Require("PastKey", Key, "K", PastLength, "its own");
        PastValue?.Require("PastValue", Key, "K", PastLength, "PastKey's length");
        if ((long)PastLength + Key.Length > int.MaxValue)
            throw OnnxFault.Of("PastKey", $"PastKey has {PastLength} keys; with {Key.Length} new ones that is more than {int.MaxValue}.");
        CheckPresent(PresentKey, "PresentKey");
        CheckPresent(PresentValue, "PresentValue");
        ArgumentChecks.Shape(Shape(TotalLength), "PastKey");
    }

    private void CheckPresent(HeadLayout? present, string argument)
    {
        present?.Require(argument, Key, "K", TotalLength, "past and new keys");
        present?.RequireNoBroadcast(argument);
    }
}
