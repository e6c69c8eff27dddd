namespace KernelGen.Tuner.Search.Strategies;

/// <summary>
/// Successive halving (Jamieson and Talwalkar, 2016): a few samples of many candidates, a few more of the better half, and so on, so that most samples are
/// spent on telling the best ones apart.
/// </summary>
internal sealed class HalvingSearch : ISearchStrategy
{
    // Two, so that an outlier alone throws nobody out.
    private const int RoundsPerHalving = 2;

    // From here on it is a matter of telling them apart.
    private const int Finalists = 4;

    // Halving n candidates takes 2n + n + n/2 + ... = 4n samples, and the finalists at most ten more each.
    private const int SamplesPerCandidate = 4, FinalSamples = Finalists * 10;

    // A candidate that the cost model takes to be this much slower than the best one is not worth a sample.
    private const double Hopeless = 2;

    public string Name => "halving";

    public string Summary => "two samples of every candidate that the cost model does not rule out, then of the faster half, and so on";

    public IEnumerable<IReadOnlyList<string>> Rounds(SearchSpace space, SampleLog log)
    {
        var active = Field(space, log.Left);
        while (active.Count > Finalists)
        {
            for (var round = 0; round < RoundsPerHalving; round++)
                yield return [.. active.Where(variant => !log.IsGone(variant))];
            var half = Math.Max(Finalists, (active.Count + 1) / 2);
            active = [.. active.Where(variant => log.Count(variant) > 0 && !log.IsGone(variant)).OrderBy(log.Estimates.Of).Take(half)];
        }
        foreach (var round in AdaptiveRounds.Of(active, log))
            yield return round;
    }

    // As many of the best ranked as there is time for.
    private static IReadOnlyList<string> Field(SearchSpace space, int samplesLeft)
    {
        if (space.Ranked.Count == 0)
            return [];
        var limit = space.Cost(space.Ranked[0]) * Hopeless;
        var affordable = Math.Max(2, (samplesLeft - Math.Min(samplesLeft, FinalSamples)) / SamplesPerCandidate);
        return [.. space.Ranked.TakeWhile(variant => space.Cost(variant) <= limit).Take(affordable)];
    }
}
