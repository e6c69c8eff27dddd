namespace KernelGen.Tuner.Search.Strategies;

/// <summary>The candidates that the cost model ranks first.</summary>
/// <param name="count">How many.</param>
internal sealed class ShortlistSearch(int count = ShortlistSearch.DefaultCount) : ISearchStrategy
{
    /// <summary>How many there are by default.</summary>
    public const int DefaultCount = 8;

    public string Name => "shortlist";

    public string Summary => FormattableString.Invariant($"the {count} candidates that the cost model ranks first");

    public IEnumerable<IReadOnlyList<string>> Rounds(SearchSpace space, SampleLog log) => AdaptiveRounds.Of([.. space.Ranked.Take(count)], log);
}
