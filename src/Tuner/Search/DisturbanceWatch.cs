namespace KernelGen.Tuner.Search;

/// <summary>
/// Notices when something else takes the machine: a round in which all variants are slower by more than they ever were in the quiet ones. Such a round is
/// repeated, up to a number of times; after that the machine is what it is.
/// </summary>
internal sealed class DisturbanceWatch
{
    /// <summary>By how much a round must be slower than the quiet ones.</summary>
    public const double Threshold = 0.1;

    // Of fewer variants a single outlier would be a round's middle; before the third round nothing says which ones are quiet.
    private const int FewestVariants = 3, FewestRounds = 3;

    private const int MostRepeats = 5;

    /// <summary>Rounds that were taken back.</summary>
    public int Repeated { get; private set; }

    /// <summary>Judges the round that was sampled last.</summary>
    /// <returns>Whether it is to be discarded and sampled again.</returns>
    public bool WantsRepeat(SampleLog log, int variants)
    {
        if (Repeated >= MostRepeats || variants < FewestVariants || log.Rounds < FewestRounds || !IsSlow(log.Estimates.Rounds, log.Rounds - 1))
            return false;
        Repeated++;
        return true;
    }

    /// <summary>How many of the rounds that count were disturbed.</summary>
    public static int Disturbed(SampleLog log)
        => log.Rounds < FewestRounds ? 0 : Enumerable.Range(0, log.Rounds).Count(round => IsSlow(log.Estimates.Rounds, round));

    // The quiet ones are those around the lower quartile: the fastest may be an exception too. Of the last rounds, those in which only variants were sampled
    // that have dropped out since have no estimate.
    private static bool IsSlow(IReadOnlyList<double> rounds, int round)
    {
        if (round >= rounds.Count)
            return false;
        double[] sorted = [.. rounds.Order()];
        return rounds[round] > sorted[sorted.Length / 4] * (1 + Threshold);
    }
}
