using System.Globalization;

namespace KernelGen.Templates.Specs;

/// <summary>
/// Where the scale of the logits goes, and log2(e), by which softmax is in powers of two: into the queries or the exponential where nothing stands between product and softmax, else to what
/// stands there. All families ask here.
/// </summary>
internal static class LogitScale
{
    /// <summary>log2(e): the kernels' softmax is in powers of two.</summary>
    public const double Log2E = 1.4426950408889634;

    /// <summary>Whether all of the scale can be folded into the queries: neither a soft cap nor a score function sees the logits by themselves.</summary>
    public static bool FoldsIntoQueries(AttentionSpec spec) => spec.Softcap == 0 && spec.Score is null;

    /// <summary>Whether it can be folded into the exponential: the same, and only where it keeps the order of the products, of which maxima are taken before.</summary>
    public static bool FoldsIntoExponential(AttentionSpec spec) => FoldsIntoQueries(spec) && spec.Scale > 0;

    /// <summary>
    /// The factor that is folded into the queries: the scale, and log2(e). Where a soft cap or a score
    /// function comes in between, only the scale's power of two, which is exact: rounding the queries would show in what the cap leaves of
    /// large logits.
    /// </summary>
    public static double OfQueries(AttentionSpec spec) => FoldsIntoQueries(spec) ? InBaseTwo(spec) : PowerOfTwo(spec.Scale);

    /// <summary>What the logits lack of the scale when soft cap or score function see them, with queries that have <see cref="OfQueries"/>.</summary>
    public static double OfScores(AttentionSpec spec) => FoldsIntoQueries(spec) ? 1 : spec.Scale / PowerOfTwo(spec.Scale);

    /// <summary>The factor on the soft cap's tanh: the cap, and log2(e) unless a score function comes in between.</summary>
    public static double OfCap(AttentionSpec spec) => spec.Score is null ? spec.Softcap * Log2E : spec.Softcap;

    /// <summary>scale * log2(e).</summary>
    public static double InBaseTwo(AttentionSpec spec) => spec.Scale * Log2E;

    /// <summary>The factor on the queries and where it comes from, for comments.</summary>
    public static string Describe(AttentionSpec spec) => FoldsIntoQueries(spec)
        ? $"scale * log2(e) = {Number(spec.Scale)} * 1.442695 = {Number(OfQueries(spec))}"
        : $"{Number(OfQueries(spec))}, the power of two in scale = {Number(spec.Scale)}";

    // The largest one that is no larger.
    private static double PowerOfTwo(double scale) => Math.Pow(2, Math.Floor(Math.Log(scale, 2)));

    private static string Number(double value) => value.ToString("0.########", CultureInfo.InvariantCulture);
}
