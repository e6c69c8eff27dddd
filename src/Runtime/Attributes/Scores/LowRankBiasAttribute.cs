namespace KernelGen;

/// <summary>
/// A bias that is a product of two thin matrices: <c>logit = scale * (q_i . k_j) + queryFactors[i] . keyFactors[j]</c>, before soft cap and
/// score functions, for query row i and key j. The kernel extends its dot product by <paramref name="rank"/> elements, so no matrix of all
/// pairs exists (FlashBias, arXiv 2505.12044). <c>ReadOnlySpan&lt;float&gt; queryFactors</c>, (Nq, rank), and <c>ReadOnlySpan&lt;float&gt;
/// keyFactors</c>, (Nk, rank), become parameters of Forward and Reference, in float32 whatever the precision.
/// </summary>
/// <param name="rank">Factors of a row, 1 to 128.</param>
/// <param name="perHead">Whether every head has factors of its own: (Hq, Nq, rank) and (Hkv, Nk, rank).</param>
/// <param name="perSequence">Whether every sequence of a batch has: one more dimension in front, B.</param>
[AttributeUsage(AttributeTargets.Class, Inherited = false)]
public sealed class LowRankBiasAttribute(int rank, bool perHead = false, bool perSequence = false) : Attribute
{
    /// <summary>Factors of a row.</summary>
    public int Rank { get; } = rank;

    /// <summary>Whether every head has factors of its own.</summary>
    public bool PerHead { get; } = perHead;

    /// <summary>Whether every sequence of a batch has.</summary>
    public bool PerSequence { get; } = perSequence;
}
