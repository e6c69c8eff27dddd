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
        // Where plain overflows it sets no measure: an infinite bound would let everything pass.
        double[] judged = [.. plain.Select((value, index) => double.IsFinite(value) ? value : reference[index])];
        return new ErrorRule(reference, PlainFactor * MaxError(reference, judged) + small);
    }

    /// <summary>The largest absolute difference from the oracle; infinite when an element is not finite where the oracle's is.</summary>
    public double MaxError(double[] output) => MaxError(Reference, output);

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
