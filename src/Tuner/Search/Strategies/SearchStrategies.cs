using KernelGen.Selection;

namespace KernelGen.Tuner.Search.Strategies;

/// <summary>The strategies by name.</summary>
internal static class SearchStrategies
{
    /// <summary>All of them, the default first.</summary>
    public static IReadOnlyList<ISearchStrategy> All { get; } = [new HalvingSearch(), new ShortlistSearch(), new LocalSearch(), new ExhaustiveSearch()];

    /// <summary>What is used when none is named.</summary>
    public static ISearchStrategy Default => All[0];

    /// <summary>The strategy of a name.</summary>
    /// <exception cref="ToolException">There is none.</exception>
    public static ISearchStrategy Find(string name) => All.FirstOrDefault(strategy => strategy.Name == name)
        ?? throw new ToolException(
            $"--strategy is '{name}'; the closest is '{ClosestName.Of(name, All.Select(strategy => strategy.Name))}', allowed are "
                + string.Join(", ", All.Select(strategy => strategy.Name)) + ".");
}
