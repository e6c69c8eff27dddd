namespace KernelGen.Tuner.Search.Strategies;

/// <summary>
/// Starts at what won for similar shapes and devices and at the cost model's best, and moves to the fastest neighbour in the table of configs until no
/// neighbour is faster.
/// </summary>
internal sealed class LocalSearch : ISearchStrategy
{
    // A step compares few candidates, so each comparison needs some samples.
    private const int RoundsPerStep = 3;

    // Starting points; the ones after them say little that the first do not.
    private const int MostSeeds = 3, Ranked = 2;

    // What goes into the last comparison.
    private const int Finalists = 4;

    public string Name => "local";

    public string Summary => "from the winners of similar shapes and the cost model's best to ever faster neighbours";

    public IEnumerable<IReadOnlyList<string>> Rounds(SearchSpace space, SampleLog log)
    {
        var step = space.Seeds.Take(MostSeeds).Concat(space.Ranked.Take(Ranked)).Distinct().ToList();
        while (step.Count > 0)
        {
            // The leader runs along, so that old and new samples share rounds.
            var leader = log.ByEstimate.Take(1);
            IReadOnlyList<string> round = [.. leader.Concat(step).Distinct()];
            for (var i = 0; i < RoundsPerStep; i++)
                yield return [.. round.Where(variant => !log.IsGone(variant))];
            step = log.ByEstimate.Count == 0
                ? [.. space.Ranked.Where(variant => !log.IsGone(variant)).Take(Ranked)]
                : [.. space.Neighbours(log.ByEstimate[0]).Where(variant => log.Count(variant) == 0 && !log.IsGone(variant))];
        }
        foreach (var round in AdaptiveRounds.Of([.. log.ByEstimate.Take(Finalists)], log))
            yield return round;
    }
}
