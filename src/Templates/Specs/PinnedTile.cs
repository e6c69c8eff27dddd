namespace KernelGen.Templates.Specs;

/// <summary>
/// What <c>[Tile]</c> leaves of a config space. A family that cannot have the pinned tile has as much of it as it can, the query rows before the
/// keys, and for the rest its own sizes.
/// </summary>
public static class PinnedTile
{
    /// <summary>The spec with what a family honours of its pinned tile.</summary>
    /// <param name="spec">The spec.</param>
    /// <param name="hasConfigs">Whether the family has a config for a spec with some pinned tile.</param>
    public static AttentionSpec Honoured(AttentionSpec spec, Func<AttentionSpec, bool> hasConfigs)
    {
        if (spec is { PinnedQueryTile: 0, PinnedKeyTile: 0 })
            return spec;
        AttentionSpec[] wishes = [spec, spec with { PinnedKeyTile = 0 }, spec with { PinnedQueryTile = 0 }];
        return wishes.FirstOrDefault(hasConfigs) ?? spec with { PinnedQueryTile = 0, PinnedKeyTile = 0 };
    }

    /// <summary>Why a pinned tile rules a tile out, or null.</summary>
    public static string? WhyNot(AttentionSpec spec, int queryTile, int keyTile)
    {
        if (spec.PinnedQueryTile > 0 && spec.PinnedQueryTile != queryTile)
            return FormattableString.Invariant($"[Tile] pins {spec.PinnedQueryTile} query rows");
        return spec.PinnedKeyTile > 0 && spec.PinnedKeyTile != keyTile
            ? FormattableString.Invariant($"[Tile] pins {spec.PinnedKeyTile} keys")
            : null;
    }
}
