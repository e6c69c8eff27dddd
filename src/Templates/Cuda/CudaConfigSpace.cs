using KernelGen.Templates.Analysis;
using KernelGen.Templates.Specs;

namespace KernelGen.Templates.Cuda;

/// <summary>Every config of <c>cuda.mma</c> that is legal for a spec on an architecture, and those that are emitted without tuning.</summary>
public static class CudaConfigSpace
{
    /// <summary>Query rows worth trying.</summary>
    public static IReadOnlyList<int> QueryTiles { get; } = [64, 128];

    /// <summary>Key columns worth trying.</summary>
    public static IReadOnlyList<int> KeyTiles { get; } = [32, 64, 128];

    /// <summary>Warps worth trying.</summary>
    public static IReadOnlyList<int> Warps { get; } = [4, 8];

    /// <summary>Stages worth trying.</summary>
    public static IReadOnlyList<int> Stages { get; } = [2, 3, 4];

    // What fits there fits everywhere: it has the least shared memory, and instructions for every precision.
    private static readonly CudaArchitecture s_smallest = CudaArchitecture.Sm89;

    // The first that fits: 32 rows of a warp use each key twice, which halves what is read from shared memory.
    private static readonly CudaConfig[] s_preferred =
        [new(128, 64, 4, 2), new(128, 64, 8, 2), new(64, 64, 4, 2), new(64, 32, 4, 2), new(32, 32, 2, 2), new(32, 16, 2, 2), new(16, 16, 1, 2)];

    // Few rows: what matters is how many keys are under way.
    private static readonly CudaConfig[] s_preferredForDecode = [new(16, 64, 4, 3), new(16, 64, 4, 2), new(16, 32, 2, 2), new(16, 16, 1, 2)];

    /// <summary>
    /// Every legal config, in the order of the lists above, then the small ones that long heads need; a pinned tile leaves only itself, where there
    /// are such configs for every architecture.
    /// </summary>
    public static IReadOnlyList<CudaConfig> All(AttentionSpec spec, CudaArchitecture architecture) => Legal(Honoured(spec), architecture);

    /// <summary>Why a pinned tile rules a config out, or null.</summary>
    public static string? WhyNotPinned(AttentionSpec spec, CudaConfig config) => PinnedTile.WhyNot(Honoured(spec), config.QueryTile, config.KeyTile);

    /// <summary>
    /// What is emitted when nothing was tuned: the first that runs on every architecture that has the precision, so that one text
    /// serves all. None when the spec has no kernels of this family.
    /// </summary>
    public static IReadOnlyList<CudaConfig> Defaults(AttentionSpec spec)
        => [.. Preferred(spec)
            .Where(config => WhyNotPinned(spec, config) is null)
            .Concat(All(spec, s_smallest))
            .Where(config => RunsEverywhere(spec, config))
            .Take(1)];

    /// <summary>Whether some config that runs on every architecture has all of a spec's pinned tile.</summary>
    public static bool HasPinnedTile(AttentionSpec spec) => Legal(spec, s_smallest).Exists(config => RunsEverywhere(spec, config));

    /// <summary>The config of the decode kernel, which pinned tiles do not concern; null when none fits.</summary>
    public static CudaConfig? Decode(AttentionSpec spec) => s_preferredForDecode.FirstOrDefault(config => RunsEverywhere(spec, config));

    private static AttentionSpec Honoured(AttentionSpec spec) => PinnedTile.Honoured(spec, HasPinnedTile);

    private static List<CudaConfig> Legal(AttentionSpec spec, CudaArchitecture architecture)
    {
        var usual = from query in Choices(spec.PinnedQueryTile, QueryTiles)
                    from key in Choices(spec.PinnedKeyTile, KeyTiles)
                    from warps in Warps
                    from stages in Stages
                    select new CudaConfig(query, key, warps, stages);
        return [.. usual.Concat(s_preferred.Where(config => PinnedTile.WhyNot(spec, config.QueryTile, config.KeyTile) is null)).Distinct()
            .Where(config => config.KeyWarps == 1 && CudaFeasibility.WhyNot(spec, config, architecture) is null)];
    }

    // Tiles that cut no block of the mask come first: each of them is Empty or Full.
    private static IEnumerable<CudaConfig> Preferred(AttentionSpec spec) => MaskBlocks.Of(spec.Mask) is { } blocks
        ? s_preferred.OrderBy(config => blocks.Query % config.QueryTile == 0 && blocks.Key % config.KeyTile == 0 ? 0 : 1)
        : s_preferred;

    private static bool RunsEverywhere(AttentionSpec spec, CudaConfig config)
        => CudaArchitecture.Of(spec.Precision).All(architecture => CudaFeasibility.WhyNot(spec, config, architecture) is null);

    private static IReadOnlyList<int> Choices(int pinned, IReadOnlyList<int> free) => pinned > 0 ? [pinned] : free;
}
