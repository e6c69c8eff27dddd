using KernelGen.Templates.Specs;

namespace KernelGen.Templates.Ilgpu;

/// <summary>Every config of <c>ilgpu.simt</c> that is legal for a spec, and the few that are emitted without tuning.</summary>
public static class IlgpuConfigSpace
{
    /// <summary>Query rows worth trying.</summary>
    public static IReadOnlyList<int> QueryTiles { get; } = [8, 16, 32, 64, 128];

    /// <summary>Key columns worth trying.</summary>
    public static IReadOnlyList<int> KeyTiles { get; } = [16, 32, 64, 128];

    /// <summary>Threads of a group worth trying.</summary>
    public static IReadOnlyList<int> Threads { get; } = [64, 128, 256];

    /// <summary>Query rows of a thread worth trying.</summary>
    public static IReadOnlyList<int> Rows { get; } = [4, 8];

    // The first that fits. Eight rows of a thread need the fewest loads from shared memory for a multiply-add, large query tiles read K and V
    // least often, and groups of 64 threads leave room for several on a multiprocessor; the later ones leave room for long heads.
    private static readonly IlgpuConfig[] s_preferred =
    [
        new(64, 64, 64, 8),
        new(64, 32, 64, 8),
        new(32, 64, 64, 8),
        new(64, 32, 128, 4),
        new(32, 64, 128, 4),
        new(16, 128, 128, 4),
        new(32, 32, 64, 4),
        new(16, 64, 64, 4),
        new(8, 128, 64, 4),
    ];

    // For few query rows, and for devices whose groups are small; the first that fits.
    private static readonly IlgpuConfig[] s_preferredSmall = [new(16, 64, 64, 4), new(32, 32, 64, 4)];

    // Few rows: what matters is that all threads read keys.
    private static readonly IlgpuConfig[] s_preferredForDecode = [new(16, 64, 64, 4), new(16, 128, 128, 4), new(32, 32, 64, 4), new(8, 128, 64, 4)];

    /// <summary>Every legal config, in the order of the lists above; a pinned tile leaves only itself, where there are such configs.</summary>
    public static IReadOnlyList<IlgpuConfig> All(AttentionSpec spec) => [.. Legal(Honoured(spec))];

    /// <summary>Why a pinned tile rules a config out, or null.</summary>
    public static string? WhyNotPinned(AttentionSpec spec, IlgpuConfig config) => PinnedTile.WhyNot(Honoured(spec), config.QueryTile, config.KeyTile);

    /// <summary>
    /// What is emitted when nothing was tuned: one config for long sequences and a small one. None when no config fits, because the heads are
    /// too long.
    /// </summary>
    public static IReadOnlyList<IlgpuConfig> Defaults(AttentionSpec spec)
    {
        spec = Honoured(spec);
        var large = First(spec, s_preferred) ?? Legal(spec).FirstOrDefault();
        var small = First(spec, s_preferredSmall);
        return [.. new[] { large, small }.OfType<IlgpuConfig>().Distinct()];
    }

    /// <summary>The config of the decode kernel, which pinned tiles do not concern; null when none fits.</summary>
    public static IlgpuConfig? Decode(AttentionSpec spec)
        => s_preferredForDecode.FirstOrDefault(config => IlgpuFeasibility.WhyNot(spec, config) is null);

    private static AttentionSpec Honoured(AttentionSpec spec) => PinnedTile.Honoured(spec, wish => Legal(wish).Any());

    private static IEnumerable<IlgpuConfig> Legal(AttentionSpec spec)
        => from query in Choices(spec.PinnedQueryTile, QueryTiles)
           from key in Choices(spec.PinnedKeyTile, KeyTiles)
           from threads in Threads
           from rows in Rows
           let config = new IlgpuConfig(query, key, threads, rows)
           where IlgpuFeasibility.WhyNot(spec, config) is null
           select config;

    private static IlgpuConfig? First(AttentionSpec spec, IReadOnlyList<IlgpuConfig> preferred)
        => preferred.FirstOrDefault(config => PinnedTile.WhyNot(spec, config.QueryTile, config.KeyTile) is null && IlgpuFeasibility.WhyNot(spec, config) is null);

    private static IReadOnlyList<int> Choices(int pinned, IReadOnlyList<int> free) => pinned > 0 ? [pinned] : free;
}
