using KernelGen.Selection;

namespace KernelGen.Tuner.Search;

/// <summary>What a search for one shape chooses from.</summary>
internal sealed class SearchSpace
{
    private readonly Dictionary<string, double> _costs;
    private readonly Lazy<ConfigTable> _table;

    /// <summary>A space.</summary>
    /// <param name="variants">The candidates; of equal cost, the earlier ones are the better guess.</param>
    /// <param name="cost">The cost model's cost of each.</param>
    /// <param name="seeds">What won for similar shapes and on similar devices, the most similar first; ids that are no candidates do not matter.</param>
    public SearchSpace(IReadOnlyList<string> variants, Func<string, double> cost, IReadOnlyList<string> seeds)
    {
        _costs = variants.ToDictionary(variant => variant, cost);
        _table = new Lazy<ConfigTable>(() => new ConfigTable(variants));
        Ranked = [.. variants.OrderBy(variant => _costs[variant])];
        Seeds = [.. seeds.Where(_costs.ContainsKey).Distinct()];
    }

    /// <summary>The space of a spec for a shape: what is possible and has not failed before.</summary>
    /// <param name="address">The spec, and where its variants run.</param>
    /// <param name="earlier">What is known already.</param>
    /// <param name="databasePath">Where what won for similar shapes is looked up.</param>
    /// <param name="shape">The shape.</param>
    public static SearchSpace Of(MeasurementAddress address, EarlierResults earlier, string databasePath, AttentionShape shape) => new(
        [.. address.Target.Candidates(address.Spec).Where(one => one.WhyNot is null && earlier.Failure(one.Variant, shape) is null).Select(one => one.Variant)],
        variant => address.Target.Cost(address.Spec, variant, shape),
        NearbyWinners.Of(databasePath, address.Spec.Hash, address.Target.DeviceKey, ShapeBucket.Of(shape)));

    /// <summary>The candidates, the cheapest by the cost model first.</summary>
    public IReadOnlyList<string> Ranked { get; }

    /// <summary>What won nearby.</summary>
    public IReadOnlyList<string> Seeds { get; }

    /// <summary>The cost model's cost of a candidate.</summary>
    public double Cost(string variant) => _costs[variant];

    /// <summary>The candidates one step away in the table of configs.</summary>
    public IReadOnlyList<string> Neighbours(string variant) => _table.Value.Neighbours(variant);
}
