namespace KernelGen;

/// <summary>How the tensors of one call lie in memory.</summary>
/// <param name="Query">Q.</param>
/// <param name="Key">K.</param>
/// <param name="Value">V.</param>
/// <param name="Output">O, no stride of which may be 0 along more than one element.</param>
public sealed record AttentionStrides(TensorStrides Query, TensorStrides Key, TensorStrides Value, TensorStrides Output)
{
    /// <summary>The log-sum-exp, a tensor (B, Hq, Nq); null means contiguous. No stride may be 0 along more than one element.</summary>
    public TensorStrides? Lse { get; init; }

    /// <summary>All tensors contiguous as (B, H, N, D).</summary>
    /// <param name="shape">The sizes.</param>
    /// <param name="headDim">D.</param>
    /// <param name="valueHeadDim">Dv.</param>
    public static AttentionStrides Bhnd(AttentionShape shape, int headDim, int valueHeadDim) => new(
        TensorStrides.Bhnd(shape.QueryHeads, shape.QueryLength, headDim),
        TensorStrides.Bhnd(shape.KeyHeads, shape.KeyLength, headDim),
        TensorStrides.Bhnd(shape.KeyHeads, shape.KeyLength, valueHeadDim),
        TensorStrides.Bhnd(shape.QueryHeads, shape.QueryLength, valueHeadDim));

    /// <summary>All tensors contiguous as (B, N, H, D).</summary>
    /// <param name="shape">The sizes.</param>
    /// <param name="headDim">D.</param>
    /// <param name="valueHeadDim">Dv.</param>
    public static AttentionStrides Bnhd(AttentionShape shape, int headDim, int valueHeadDim) => new(
        TensorStrides.Bnhd(shape.QueryHeads, shape.QueryLength, headDim),
        TensorStrides.Bnhd(shape.KeyHeads, shape.KeyLength, headDim),
        TensorStrides.Bnhd(shape.KeyHeads, shape.KeyLength, valueHeadDim),
        TensorStrides.Bnhd(shape.QueryHeads, shape.QueryLength, valueHeadDim));
}
