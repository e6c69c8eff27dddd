namespace KernelGen.Selection;

/// <summary>A variant with what was measured of it, times in microseconds.</summary>
/// <param name="Variant">Its id.</param>
/// <param name="Median">The median time.</param>
/// <param name="P20">The 20th percentile.</param>
/// <param name="P80">The 80th percentile.</param>
/// <param name="Samples">Timed runs.</param>
internal sealed record MeasuredVariant(string Variant, double Median, double P20, double P80, int Samples);

/// <summary>Which of several measured variants wins.</summary>
internal static class WinnerRule
{
    // The 20th and 80th percentile of a normal distribution lie 1.683 standard deviations apart, and the median of n samples scatters by
    // 1.253 / sqrt(n) standard deviations (both textbook constants), so their ratio turns a spread into the noise of a median.
    private const double MedianNoisePerSpread = 1.253 / 1.683;

    // Two standard errors: a difference beyond them is chance once in twenty times.
    private const double Significance = 2;

    /// <summary>Fewer timed runs than this are an interrupted measurement, which cannot win.</summary>
    public const int FewestSamples = 3;

    /// <summary>
    /// All variants, the winner first and the others by median. The fastest wins if it beats the runner-up by more than the noise of
    /// both; else the one of the two with the smaller tile wins.
    /// </summary>
    public static IReadOnlyList<MeasuredVariant> Rank(IEnumerable<MeasuredVariant> measured)
    {
        var ranked = measured.OrderBy(variant => variant.Median).ThenBy(variant => variant.Variant, StringComparer.Ordinal).ToList();
        if (ranked.Count > 1 && IsWithinNoise(ranked[0], ranked[1]) && HasSmallerTile(ranked[1], ranked[0]))
            (ranked[0], ranked[1]) = (ranked[1], ranked[0]);
        return ranked;
    }

    /// <summary>Whether two medians differ by no more than chance explains.</summary>
    public static bool IsWithinNoise(MeasuredVariant a, MeasuredVariant b) => Math.Abs(a.Median - b.Median) <= Noise(a, b);

    /// <summary>The difference of two medians, in microseconds, up to which it is put down to chance.</summary>
    public static double Noise(MeasuredVariant a, MeasuredVariant b)
    {
        double noiseA = MedianNoise(a), noiseB = MedianNoise(b);
        return Significance * Math.Sqrt(noiseA * noiseA + noiseB * noiseB);
    }

    private static double MedianNoise(MeasuredVariant variant)
        => MedianNoisePerSpread * Math.Max(0, variant.P80 - variant.P20) / Math.Sqrt(Math.Max(1, variant.Samples));

    private static bool HasSmallerTile(MeasuredVariant a, MeasuredVariant b)
        => VariantId.TileArea(a.Variant) < VariantId.TileArea(b.Variant);
}
