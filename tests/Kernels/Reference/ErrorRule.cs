using System.Globalization;

namespace KernelGen.Kernels.Reference;

/// <summary>
/// The rule that every kernel is held to: <c>max|out - ref64| &lt;= 2 max|plain - ref64| + small</c>, over the rows whose result is defined.
/// </summary>
public static class ErrorRule
{
    /// <summary>
    /// small = 8 x 2^-23 x the largest reference value: the rounding of eight float32 operations at the output's magnitude. It matters
    /// where plain happens to be exact (a row with one key), so that twice its error is nothing.
    /// </summary>
    private const double SmallRoundings = 8 / 8388608.0;

    /// <summary>Why a result is wrong, or null.</summary>
    /// <param name="actual">What the kernel computed.</param>
    /// <param name="plain">What the plain implementation computed.</param>
    /// <param name="reference">What the oracle computed.</param>
    /// <param name="comparedRows">Which query rows count.</param>
    /// <param name="columns">Elements per query row.</param>
    /// <param name="leastMagnitude">
    /// 1 for a log-sum-exp, where the logarithm turns a relative rounding of the sum into an absolute one; 0 for an output.
    /// </param>
    public static string? WhyWrong(
        double[] actual, double[] plain, double[] reference, IReadOnlyList<bool> comparedRows, int columns, double leastMagnitude = 0)
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
            // The oracle's zero is that of a row with no allowed key, and it is exact.
            if (reference[i] == 0 && actual[i] != 0)
                return Invariant($"at {i} (row {i / columns % comparedRows.Count}): {actual[i]:R}, expected exactly 0");
            plainError = Math.Max(plainError, Math.Abs(plain[i] - reference[i]));
            magnitude = Math.Max(magnitude, Math.Abs(reference[i]));
            var error = Math.Abs(actual[i] - reference[i]);
            if (worstIndex < 0 || error > worst)
                (worst, worstIndex) = (error, i);
        }
        var allowed = 2 * plainError + SmallRoundings * magnitude;
        return worst <= allowed
            ? null
            : Invariant($"error {worst:E3} > {allowed:E3} allowed (plain {plainError:E3}, largest value {magnitude:G4}) ")
                + Invariant($"at {worstIndex} (row {worstIndex / columns % comparedRows.Count}, column {worstIndex % columns}): ")
                + Invariant($"{actual[worstIndex]:R}, expected {reference[worstIndex]:R}, plain {plain[worstIndex]:R}");
    }

    private static string Invariant(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
