using KernelGen.Selection;

namespace KernelGen.Tuner.Search;

/// <summary>
/// Ranks by the cost model, starts with every candidate for which the budget suffices, and halves the field every few rounds, so that most
/// samples are spent on telling the best ones apart.
/// </summary>
internal sealed class RankedSweep : ISearchStrategy
{
    /// <summary>Rounds after which more samples no longer change the median noticeably.</summary>
    public const int MostRounds = 15;

    /// <summary>Rounds after which the slower half is dropped.</summary>
    public const int RoundsPerHalving = WinnerRule.FewestSamples;

    // Halving from n candidates takes 3n + 3n/2 + 3n/4 + ... = 6n samples; one more each for the trial.
    private const int SamplesPerCandidate = 7;

    // A comparison needs two.
    private const int FewestCandidates = 2;

    public IReadOnlyList<string> Rank(IReadOnlyList<string> candidates, Func<string, double> cost)
        => [.. candidates.OrderBy(cost)];

    public int Shortlist(int ranked, TimeSpan oneSample, TimeSpan budget)
    {
        var affordable = oneSample <= TimeSpan.Zero ? ranked : budget / (oneSample * SamplesPerCandidate);
        return (int)Math.Clamp(affordable, Math.Min(FewestCandidates, ranked), ranked);
    }

    public bool WantsRound(int roundsDone, TimeSpan spent, TimeSpan budget)
        => roundsDone < WinnerRule.FewestSamples || (roundsDone < MostRounds && spent < budget);

    public int Survivors(int roundsDone, int active)
        => roundsDone % RoundsPerHalving == 0 ? Math.Min(active, Math.Max(FewestCandidates, (active + 1) / 2)) : active;
}
