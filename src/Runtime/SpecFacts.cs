namespace KernelGen;

/// <summary>What the runtime needs to know of a spec besides its kernels; emitted by the generator.</summary>
public sealed record SpecFacts
{
    /// <summary>The full name of the class that declares the spec.</summary>
    public required string Name { get; init; }

    /// <summary>The canonical text, the one truth that generator, runtime and tuner share.</summary>
    public required string CanonicalText { get; init; }

    /// <summary>The hash of the canonical text (hexadecimal), part of every tuning key.</summary>
    public required string Hash { get; init; }

    /// <summary>Elements per head of Q and K.</summary>
    public required int HeadDim { get; init; }

    /// <summary>Elements per head of V and O.</summary>
    public required int ValueHeadDim { get; init; }

    /// <summary>How Q, K and V are stored.</summary>
    public required Precision Precision { get; init; }

    /// <summary>How O is stored: as Q, K and V are, but bfloat16 where those are <see cref="Precision.Float8E4M3"/>.</summary>
    public Precision OutputPrecision => Precision.Output();

    /// <summary>Where query 0 stands when the call gives no offset.</summary>
    public required CausalAlignment Alignment { get; init; }

    /// <summary>Whether the kernels can write the log-sum-exp.</summary>
    public required bool WritesLse { get; init; }

    /// <summary>The bias whose factors extend the dot product; null for none.</summary>
    public LowRankFactors? LowRankBias { get; init; }

    /// <summary>Query rows of the tile that the spec pins; 0 for none. Families that cannot have it have sizes of their own.</summary>
    public int PinnedQueryTile { get; init; }

    /// <summary>Keys of the tile that the spec pins; 0 for none.</summary>
    public int PinnedKeyTile { get; init; }

    /// <summary>Elements that the dot product of query and key has: D, and the rank of the bias.</summary>
    internal int DotDim => HeadDim + (LowRankBias?.Rank ?? 0);

    /// <summary>Bytes of an element of Q, K and V.</summary>
    internal int ElementBytes => Precision.Bytes();

    /// <summary>Bytes of an element of O.</summary>
    internal int OutputBytes => OutputPrecision.Bytes();

    /// <summary>The position of query row 0: what the shape says, else what the alignment says.</summary>
    public int ResolveOffset(in AttentionShape shape)
        => shape.QueryOffset ?? (Alignment == CausalAlignment.BottomRight ? shape.KeyLength - shape.QueryLength : 0);
}
