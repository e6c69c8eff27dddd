namespace KernelGen.Tuner.Search.Strategies;

/// <summary>Every candidate, as often as a recording wants it. What other strategies are compared with.</summary>
internal sealed class ExhaustiveSearch : ISearchStrategy
{
    public string Name => "exhaustive";

    public string Summary => "every candidate, 15 samples each: what recordings are made of";

    public IEnumerable<IReadOnlyList<string>> Rounds(SearchSpace space, SampleLog log)
    {
        for (var round = 0; round < AdaptiveRounds.Most; round++)
            yield return [.. space.Ranked.Where(variant => !log.IsGone(variant))];
    }
}
