namespace KernelGen;

/// <summary>The checked arguments of one call: addresses, strides and sizes. What a device launches from.</summary>
public readonly unsafe struct AttentionCall
{
    /// <summary>The sizes.</summary>
    public required AttentionShape Shape { get; init; }

    /// <summary>The position of query row 0, resolved.</summary>
    public required int QueryOffset { get; init; }

    /// <summary>Q, (B, Hq, Nq, D).</summary>
    public required TensorView Query { get; init; }

    /// <summary>K, (B, Hkv, Nk, D).</summary>
    public required TensorView Key { get; init; }

    /// <summary>V, (B, Hkv, Nk, Dv).</summary>
    public required TensorView Value { get; init; }

    /// <summary>O, (B, Hq, Nq, Dv).</summary>
    public required TensorView Output { get; init; }

    /// <summary>LSE, (B, Hq, Nq) float32; a null address when it is not wanted. Its row stride is the one along Nq.</summary>
    public TensorView Lse { get; init; }

    /// <summary>The values of the spec's data parameters; they stay where they are until the call returns.</summary>
    public CallData Data { get; init; }

    /// <summary>The low-rank bias's factors of the queries, (B, Hq, Nq, rank) float32; a null address without such a bias.</summary>
    internal TensorView QueryFactors { get; init; }

    /// <summary>Its factors of the keys, (B, Hkv, Nk, rank) float32.</summary>
    internal TensorView KeyFactors { get; init; }
}
