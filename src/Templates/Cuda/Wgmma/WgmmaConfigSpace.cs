using KernelGen.Templates.Analysis;
using KernelGen.Templates.Specs;

namespace KernelGen.Templates.Cuda.Wgmma;

/// <summary>Every config of <c>cuda.wgmma</c> that is legal for a spec, and those that are emitted without tuning.</summary>
public static class WgmmaConfigSpace
{
    /// <summary>Key columns worth trying.</summary>
    public static IReadOnlyList<int> KeyTiles { get; } = [48, 64, 80, 96, 112, 128];

    /// <summary>Warpgroups that compute worth trying, each with 64 query rows.</summary>
    public static IReadOnlyList<int> Consumers { get; } = [1, 2, 3];

    /// <summary>Stages worth trying.</summary>
    public static IReadOnlyList<int> Stages { get; } = [2, 3, 4];

    // Warpgroups and keys of a tile: the first that fits, with as many stages as fit. Three warpgroups hide each other's softmax best, where
    // their registers suffice; then many keys, so that a product uses what it reads of the queries often.
    private static readonly (int Consumers, int Keys)[] s_preferred = [(3, 128), (3, 112), (3, 96), (2, 128), (2, 112), (2, 96), (2, 80), (2, 64), (2, 48), (1, 128), (1, 64)];

    /// <summary>
    /// Every legal config, in the order of the lists above. A pinned tile leaves only itself, and none where <c>cuda.mma</c> alone can have it; one
    /// that neither can have leaves what <see cref="PinnedTile"/> says.
    /// </summary>
    public static IReadOnlyList<WgmmaConfig> All(AttentionSpec spec) => [.. Legal(Honoured(spec))];

    /// <summary>Why a pinned tile rules a config out, or null.</summary>
    public static string? WhyNotPinned(AttentionSpec spec, WgmmaConfig config) => PinnedTile.WhyNot(Honoured(spec), config.QueryTile, config.KeyTile);

    /// <summary>What is emitted when nothing was tuned; none when the spec has no kernels of this family.</summary>
    public static IReadOnlyList<WgmmaConfig> Defaults(AttentionSpec spec)
        => [.. Preferred(spec)
            .SelectMany(tile => Stages.Reverse().Select(stages => Config(tile.Keys, tile.Consumers, stages)))
            .Where(config => WhyNotPinned(spec, config) is null && WgmmaFeasibility.WhyNot(spec, config) is null)
            .Concat(All(spec))
            .Take(1)];

    private static AttentionSpec Honoured(AttentionSpec spec)
        => CudaConfigSpace.HasPinnedTile(spec) ? spec : PinnedTile.Honoured(spec, wish => Legal(wish).Any());

    private static IEnumerable<WgmmaConfig> Legal(AttentionSpec spec)
        => from consumers in Consumers
           from key in KeyTiles.Contains(spec.PinnedKeyTile) || spec.PinnedKeyTile == 0 ? KeyTiles : [.. KeyTiles, spec.PinnedKeyTile]
           from stages in Stages
           let config = Config(key, consumers, stages)
           where PinnedTile.WhyNot(spec, config.QueryTile, config.KeyTile) is null && WgmmaFeasibility.WhyNot(spec, config) is null
           select config;

    // Tiles that cut no block of the mask come first: each of them is Empty or Full.
    private static IEnumerable<(int Consumers, int Keys)> Preferred(AttentionSpec spec) => MaskBlocks.Of(spec.Mask) is { } blocks
        ? s_preferred.OrderBy(tile => blocks.Query % (WgmmaConfig.WarpgroupRows * tile.Consumers) == 0 && blocks.Key % tile.Keys == 0 ? 0 : 1)
        : s_preferred;

    private static WgmmaConfig Config(int keys, int consumers, int stages) => new(WgmmaConfig.WarpgroupRows * consumers, keys, consumers, stages);
}
