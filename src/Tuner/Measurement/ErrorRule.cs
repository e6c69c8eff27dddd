namespace KernelGen.Tuner.Measurement;

/// <summary>
/// The one tolerance: max|out - ref64| may be twice max|plain - ref64| plus a few roundings, where plain is
/// <see cref="PlainAttention"/> and ref64 the oracle.
/// </summary>
/// <param name="Reference">The oracle's output.</param>
/// <param name="Bound">The largest error allowed.</param>
internal sealed record ErrorRule(double[] Reference, double Bound)
{
    private const double PlainFactor = 2;

    // Where plain happens to be exact, a kernel may still round its sums in another order.
    private const double SmallRoundings = 8;

    /// <summary>The rule for a problem whose oracle and plain results are known.</summary>
    /// <param name="reference">The oracle's output.</param>
    /// <param name="plain">The plain implementation's.</param>
    /// <param name="precision">How an output is stored.</param>
    public static ErrorRule From(double[] reference, double[] plain, Precision precision)
    {
        var largest = reference.Where(double.IsFinite).Select(Math.Abs).DefaultIfEmpty(0).Max();
        var small = SmallRoundings * ElementCodec.UnitRoundoff(precision) * Math.Max(largest, Math.ScaleB(1, -20));
        return new ErrorRule(reference, PlainFactor * PlainError(reference, plain) + small);
    }

    /// <summary>
    /// The rule for a log-sum-exp, which is float32 whatever the storage: the roundings are those of the sum, which the logarithm turns into absolute
    /// ones, and half a last place of the largest logit.
    /// </summary>
    /// <param name="reference">The oracle's.</param>
    /// <param name="plain">That of the plain implementation.</param>
    /// <param name="largestLogit">The largest magnitude of a logit before the soft cap.</param>
    public static ErrorRule OfLse(double[] reference, double[] plain, double largestLogit)
    {
        const double LastPlace = 1 / 8388608.0;
        var largest = reference.Where(double.IsFinite).Select(Math.Abs).DefaultIfEmpty(0).Max();
        var small = LastPlace * (SmallRoundings * Math.Max(1, largest) + largestLogit / 2);
        return new ErrorRule(reference, PlainFactor * PlainError(reference, plain) + small);
    }

    /// <summary>The largest absolute difference from the oracle; infinite when an element is not finite where the oracle's is.</summary>
    public double MaxError(double[] output) => MaxError(Reference, output);

    // Where plain overflows it sets no measure: an infinite bound would let everything pass.
    private static double PlainError(double[] reference, double[] plain)
        => MaxError(reference, [.. plain.Select((value, index) => double.IsFinite(value) ? value : reference[index])]);

    private static double MaxError(double[] reference, double[] output)
    {
        var largest = 0.0;
        for (var i = 0; i < reference.Length; i++)
        {
            var difference = reference[i].Equals(output[i]) ? 0 : Math.Abs(output[i] - reference[i]);
            largest = double.IsNaN(difference) ? double.PositiveInfinity : Math.Max(largest, difference);
        }
        return largest;
    }
}
