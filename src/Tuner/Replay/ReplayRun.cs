using KernelGen.Tuner.Search;

namespace KernelGen.Tuner.Replay;

/// <summary>What a search found in a recording.</summary>
/// <param name="Recording">The recording.</param>
/// <param name="Strategy">The strategy's name.</param>
/// <param name="Choice">What it chose.</param>
/// <param name="Samples">Samples that it took.</param>
/// <param name="Confidence">How sure it was.</param>
internal sealed record ReplayResult(Recording Recording, string Strategy, string Choice, int Samples, double Confidence)
{
    /// <summary>By what share the choice is slower than the recording's best.</summary>
    public double Loss => Recording.Loss(Choice);

    /// <summary>The samples, as a share of those that an exhaustive search takes.</summary>
    public double Share => (double)Samples / (Recording.Variants.Count * Search.Strategies.AdaptiveRounds.Most);
}

/// <summary>Runs a search on a recording, as the tuner runs it on a machine.</summary>
internal static class ReplayRun
{
    /// <summary>Runs it.</summary>
    /// <param name="strategy">The strategy.</param>
    /// <param name="space">What there is to choose from; every candidate was recorded.</param>
    /// <param name="recording">The recording.</param>
    /// <param name="seed">The order of the samples, see <see cref="RecordedRounds"/>.</param>
    /// <param name="budget">Samples that there is time for.</param>
    public static ReplayResult Of(ISearchStrategy strategy, SearchSpace space, Recording recording, int seed = 0, int budget = int.MaxValue)
    {
        var log = new SampleLog { Left = budget };
        var rounds = new RecordedRounds(recording.Rounds, seed);
        foreach (var round in strategy.Rounds(space, log))
        {
            var recorded = rounds.Next();
            log.BeginRound();
            foreach (var variant in round)
                log.Add(variant, recording.Time(variant, recorded));
            if (log.Left == 0)
                break;
        }
        return new ReplayResult(recording, strategy.Name, log.Winner(), log.Taken, Contest.Confidence(log));
    }
}
