using System.Globalization;

namespace KernelGen.Kernels.Reference;

/// <summary>
/// The rule that every kernel is held to: <c>max|out - ref64| &lt;= 2 max|plain - ref64| + small</c>, over the rows whose result is
/// defined.
/// </summary>
public static class ErrorRule
{
    // The last place of a float32 at magnitude 1.
    private const double Epsilon = 1 / 8388608.0;

    // small holds this many roundings at the result's magnitude. They matter where plain happens to be exact (a row with one key), so that
    // twice its error is nothing.
    private const double Roundings = 8;

    /// <summary>
    /// Why an output is wrong, or null. Here small is 2^-23 x (8 + L / 2) x the largest reference value, L being the largest logit before a soft cap: half a
    /// last place of L moves weight between two keys that tie by at most a quarter of itself, and their values differ by at most twice
    /// the largest. For ordinary logits that is nothing; for thousandfold ones it is what one rounding of one logit does.
    /// </summary>
    /// <param name="actual">What the kernel computed.</param>
    /// <param name="plain">What the plain implementation computed.</param>
    /// <param name="reference">What the oracle computed.</param>
    /// <param name="comparedRows">Which query rows count.</param>
    /// <param name="columns">Elements per query row.</param>
    public static string? WhyOutputWrong(
        double[] actual, Results plain, Results reference, IReadOnlyList<bool> comparedRows, int columns)
        => WhyWrong(actual, plain.Output, reference.Output, comparedRows, columns, Roundings + plain.LargestLogit / 2, 0, 0);

    /// <summary>
    /// Why a log-sum-exp is wrong, or null. Here small is 2^-23 x (8 x the largest reference value, 1 at least, + L / 2): the logarithm turns
    /// a relative rounding of the sum into an absolute one, and half a last place of L moves it by as much, however small a cap leaves it.
    /// </summary>
    /// <param name="actual">What the kernel computed.</param>
    /// <param name="plain">What the plain implementation computed.</param>
    /// <param name="reference">What the oracle computed.</param>
    /// <param name="comparedRows">Which query rows count.</param>
    public static string? WhyLseWrong(double[] actual, Results plain, Results reference, IReadOnlyList<bool> comparedRows)
        => WhyWrong(actual, plain.Lse!, reference.Lse!, comparedRows, 1, Roundings, 1, plain.LargestLogit / 2);

    private static string? WhyWrong(
        double[] actual, double[] plain, double[] reference, IReadOnlyList<bool> comparedRows, int columns, double roundings,
        double leastMagnitude, double absoluteRoundings)
    {
        double plainError = 0, magnitude = leastMagnitude, worst = 0;
        var worstIndex = -1;
        for (var i = 0; i < reference.Length; i++)
        {
            if (!comparedRows[i / columns % comparedRows.Count])
                continue;
            if (double.IsNegativeInfinity(reference[i]) || double.IsNaN(actual[i]))
            {
                if (double.IsNegativeInfinity(actual[i]))
                    continue;
                return Invariant($"at {i} (row {i / columns % comparedRows.Count}): {actual[i]:R}, expected {reference[i]:R}");
            }
            if (actual[i] != 0 && IsZeroRow(reference, i / columns, columns))
                return Invariant($"at {i} (row {i / columns % comparedRows.Count}): {actual[i]:R}, expected exactly 0");
            plainError = Math.Max(plainError, Math.Abs(plain[i] - reference[i]));
            magnitude = Math.Max(magnitude, Math.Abs(reference[i]));
            var error = Math.Abs(actual[i] - reference[i]);
            if (worstIndex < 0 || error > worst)
                (worst, worstIndex) = (error, i);
        }
        var allowed = 2 * plainError + Epsilon * (roundings * magnitude + absoluteRoundings);
        return worst <= allowed
            ? null
            : Invariant($"error {worst:E3} > {allowed:E3} allowed (plain {plainError:E3}, largest value {magnitude:G4}) ")
                + Invariant($"at {worstIndex} (row {worstIndex / columns % comparedRows.Count}, column {worstIndex % columns}): ")
                + Invariant($"{actual[worstIndex]:R}, expected {reference[worstIndex]:R}, plain {plain[worstIndex]:R}");
    }

    // The oracle's row of zeros is that of a row with no allowed key, and it is exact; a single zero may be a sum that happens to cancel.
    private static bool IsZeroRow(double[] reference, int row, int columns)
        => columns > 1 && !reference.AsSpan(row * columns, columns).ContainsAnyExcept(0.0);

    private static string Invariant(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
