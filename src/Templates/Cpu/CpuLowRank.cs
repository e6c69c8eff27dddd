using KernelGen.Templates.Specs;
using KernelGen.Templates.Text;

namespace KernelGen.Templates.Cpu;

/// <summary>
/// A low-rank bias: the factors stand behind the elements of query and key, so the dot product of step 2a adds the bias by itself. The
/// factors of the query are scaled such that, after whatever still scales the logits, they count once.
/// </summary>
internal static class CpuLowRank
{
    /// <summary>Elements that step 2a multiplies: the head's and the rank.</summary>
    public static int DotDim(AttentionSpec spec) => spec.HeadDim + (spec.LowRankBias?.Rank ?? 0);

    /// <summary>The declarations of the constants, of a spec that has such a bias.</summary>
    public static string Constants(CpuNames n) => n.Spec.LowRankBias is not { } bias ? ""
        : FormattableString.Invariant($"\nprivate const int Rank = {bias.Rank};\nprivate const int DotDim = HeadDim + Rank; // the factors of the bias come behind the head's elements");

    /// <summary>The line of prefill that puts the factors of a tile's rows behind them.</summary>
    public static string LoadTile(CpuNames n) => n.Spec.LowRankBias is null ? ""
        : $"\n    Rows.LoadFactors(work.QueryFactors, work.Rows, Rank, {Factor(n)}, queries + HeadDim, DotDim);";

    /// <summary>The line of decoding that puts the factors of row <c>r</c> behind it.</summary>
    public static string LoadRow(CpuNames n, CpuDecodeLayout layout) => n.Spec.LowRankBias is null ? ""
        : $"\n        Rows.LoadFactors(work.QueryFactors + head * work.QueryFactorHeadStride + row * Rank, 1, Rank, {Factor(n)}, queries + r * {layout.PaddedHeadDim} + HeadDim, {layout.PaddedHeadDim});";

    /// <summary>The statement of decoding that puts the factors of a tile's keys behind them.</summary>
    public static string LoadKeys(CpuDecodeLayout layout)
        => $"Rows.LoadFactors(work.KeyFactors + (long)firstKey * Rank, count, Rank, 1, keys + HeadDim, {layout.PaddedHeadDim});";

    private static string Factor(CpuNames n) => FloatText.Literal(LogitScale.OfQueries(n.Spec) / n.Spec.Scale);
}
