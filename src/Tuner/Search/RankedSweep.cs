using KernelGen.Selection;

namespace KernelGen.Tuner.Search;

/// <summary>Ranks by the cost model and measures every candidate for which the budget suffices.</summary>
internal sealed class RankedSweep : ISearchStrategy
{
    /// <summary>Rounds after which more samples no longer change the median noticeably.</summary>
    public const int MostRounds = 15;

    /// <summary>Rounds that the shortlist is cut to leave room for.</summary>
    public const int WantedRounds = 7;

    // A comparison needs two.
    private const int FewestCandidates = 2;

    public IReadOnlyList<string> Rank(IReadOnlyList<string> candidates, Func<string, double> cost)
        => [.. candidates.Select(candidate => (Candidate: candidate, Cost: cost(candidate))).OrderBy(pair => pair.Cost).Select(pair => pair.Candidate)];

    public int Shortlist(int ranked, TimeSpan oneSample, TimeSpan budget)
    {
        var affordable = oneSample <= TimeSpan.Zero ? ranked : budget / (oneSample * WantedRounds);
        return (int)Math.Clamp(affordable, Math.Min(FewestCandidates, ranked), ranked);
    }

    public bool WantsRound(int roundsDone, TimeSpan spent, TimeSpan budget)
        => roundsDone < WinnerRule.FewestSamples || (roundsDone < MostRounds && spent < budget);
}
