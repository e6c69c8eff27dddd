namespace KernelGen.Tuner.Search;

/// <summary>Which variants can still turn out to be the fastest, by a margin that matters.</summary>
internal static class Contest
{
    /// <summary>Variants that differ by less are as good as each other: no more samples are spent on telling them apart.</summary>
    public const double Indifference = 0.01;

    // One-sided 95 % of a normal distribution.
    private const double Quantile = 1.645;

    /// <summary>The variants that may beat the fastest by more than the margin, the fastest first.</summary>
    public static IReadOnlyList<string> Remaining(IReadOnlyList<string> active, SampleLog log)
    {
        var ranked = active.Where(variant => !log.IsGone(variant) && log.Count(variant) > 0).OrderBy(log.Estimates.Of).ToList();
        return ranked.Count == 0 ? [] : [.. ranked.Where(variant => variant == ranked[0] || MayWin(log.Estimates, variant, ranked[0]))];
    }

    /// <summary>
    /// How sure it is that no sampled variant beats the fastest by more than <see cref="Indifference"/>: one minus the sum of the chances that each one
    /// does, which is a lower bound. 0 when there are too few samples to tell.
    /// </summary>
    public static double Confidence(SampleLog log)
    {
        var ranked = log.ByEstimate;
        if (ranked.Count == 0 || !double.IsFinite(log.Estimates.Noise))
            return 0;
        var chances = ranked.Skip(1).Sum(rival => Chance(log.Estimates, rival, ranked[0]));
        return Math.Max(0, 1 - chances);
    }

    private static bool MayWin(RoundEstimates estimates, string rival, string leader)
        => !double.IsFinite(estimates.Noise) || Lead(estimates, rival, leader) <= Quantile * estimates.StandardError(rival, leader);

    private static double Chance(RoundEstimates estimates, string rival, string leader)
    {
        var error = estimates.StandardError(rival, leader);
        var lead = Lead(estimates, rival, leader);
        return error > 0 ? 1 - Normal(lead / error) : lead > 0 ? 0 : 1;
    }

    // By how much a rival would have to be better than it looks, to be better than the leader by more than the margin.
    private static double Lead(RoundEstimates estimates, string rival, string leader) => estimates.Difference(rival, leader) + Math.Log(1 + Indifference);

    // The normal distribution's share below z; Abramowitz and Stegun 26.2.17, off by less than 1e-7.
    private static double Normal(double z)
    {
        if (z < 0)
            return 1 - Normal(-z);
        var t = 1 / (1 + 0.2316419 * z);
        var tail = t * (0.319381530 + t * (-0.356563782 + t * (1.781477937 + t * (-1.821255978 + t * 1.330274429))));
        return 1 - Math.Exp(-z * z / 2) / Math.Sqrt(2 * Math.PI) * tail;
    }
}
