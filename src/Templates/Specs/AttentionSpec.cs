using KernelGen.Templates.Expressions;

namespace KernelGen.Templates.Specs;

/// <summary>
/// What the user declared, free of Roslyn: the cache boundary of the generator and the content of the canonical text. Value-equal, so an
/// unrelated edit compares equal and nothing after it runs again.
/// </summary>
public sealed record AttentionSpec
{
    /// <summary>Elements per head of Q and K, 1 to 512.</summary>
    public required int HeadDim { get; init; }

    /// <summary>Elements per head of V and O, 1 to 512.</summary>
    public required int ValueHeadDim { get; init; }

    /// <summary>How Q, K and V are stored.</summary>
    public required ElementType Precision { get; init; }

    /// <summary>How O is stored.</summary>
    public ElementType OutputPrecision => Precision.Output();

    /// <summary>Whether kernels may round the factors of products to tf32, of a spec whose precision is float32.</summary>
    public bool AllowTensorFloat32 { get; init; }

    /// <summary>Factor on q . k, resolved (1 / sqrt(HeadDim) when the user gave none).</summary>
    public required double Scale { get; init; }

    /// <summary>Soft cap, 0 for none.</summary>
    public double Softcap { get; init; }

    /// <summary>Where query 0 stands relative to key 0.</summary>
    public Alignment Alignment { get; init; }

    /// <summary>Whether the log-sum-exp can be written.</summary>
    public bool WritesLse { get; init; }

    /// <summary>The mask, a boolean expression over q, k and the scope; the literal true when everything is allowed.</summary>
    public required Expr Mask { get; init; }

    /// <summary>
    /// The score function, a Float expression over <c>score</c>, q, k and the scope: it maps a scaled, soft-capped logit to what the softmax
    /// sees; null for none.
    /// </summary>
    public Expr? Score { get; init; }

    /// <summary>
    /// The logit of one more key, which has no value: a Float expression over head, sequence, lengths and data. It takes part in the softmax's
    /// maximum and sum, and so in the log-sum-exp; null for none.
    /// </summary>
    public Expr? SinkLogit { get; init; }

    /// <summary>The bias that extends the dot product; null for none. Its factors are data parameters.</summary>
    public LowRankBias? LowRankBias { get; init; }

    /// <summary>The data parameters that mask, score and sink may read, in the order of the calls.</summary>
    public DataList Data { get; init; } = DataList.Empty;

    /// <summary>Pinned query rows of a tile, 0 when free.</summary>
    public int PinnedQueryTile { get; init; }

    /// <summary>Pinned key columns of a tile, 0 when free.</summary>
    public int PinnedKeyTile { get; init; }
}
