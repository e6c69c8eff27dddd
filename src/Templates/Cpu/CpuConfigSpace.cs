using KernelGen.Templates.Specs;

namespace KernelGen.Templates.Cpu;

/// <summary>Every config of <c>cpu.simd</c> that is legal for a spec, and the few that are emitted without tuning.</summary>
public static class CpuConfigSpace
{
    /// <summary>The vector widths, widest first.</summary>
    public static IReadOnlyList<int> VectorWidths { get; } = [512, 256, 128];

    /// <summary>Query rows worth trying: multiples of the six rows of a register tile.</summary>
    public static IReadOnlyList<int> QueryTiles { get; } = [24, 48, 72, 96, 144];

    /// <summary>Key columns worth trying: multiples of the widest panel, 64 keys.</summary>
    public static IReadOnlyList<int> KeyTiles { get; } = [64, 128, 192, 256, 512];

    // The tile that is emitted untuned: on the recorded sweep of docs/tuning.md no other single key tile comes as close to the best of all configs.
    private const int DefaultQueryTile = 48, DefaultKeyTile = 128;

    /// <summary>Every legal config, in the order of the lists above; a pinned tile leaves only itself.</summary>
    public static IReadOnlyList<CpuConfig> All(AttentionSpec spec)
        => [.. from bits in VectorWidths
               from query in Choices(spec.PinnedQueryTile, [.. QueryTiles.Union(BlockTiles.Of(spec).Select(tile => tile.Query))])
               from key in Choices(spec.PinnedKeyTile, KeyTiles)
               let config = new CpuConfig(bits, query, key)
               where CpuFeasibility.WhyNot(spec, config) is null
               select config];

    /// <summary>
    /// What is emitted when nothing was tuned: for each width the most even choice first, then the other query tiles, which share its code. A mask of
    /// blocks gets tiles that cut no block.
    /// </summary>
    public static IReadOnlyList<CpuConfig> Defaults(AttentionSpec spec)
    {
        var preferred = BlockTiles.Of(spec);
        if (preferred.Count == 0)
            preferred = [.. QueryTiles.OrderBy(query => query == DefaultQueryTile ? 0 : 1).Select(query => (query, DefaultKeyTile))];
        var configs = new List<CpuConfig>();
        foreach (var bits in VectorWidths)
        {
            configs.AddRange(preferred
                .Select(tile => new CpuConfig(bits, Pinned(spec.PinnedQueryTile, tile.Query), Pinned(spec.PinnedKeyTile, tile.Key)))
                .Where(config => CpuFeasibility.WhyNot(spec, config) is null)
                .Distinct());
        }
        return configs;
    }

    private static IReadOnlyList<int> Choices(int pinned, IReadOnlyList<int> free) => pinned > 0 ? [pinned] : free;

    private static int Pinned(int pinned, int free) => pinned > 0 ? pinned : free;
}
