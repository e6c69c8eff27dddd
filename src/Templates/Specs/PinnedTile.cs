namespace KernelGen.Templates.Specs;

/// <summary>What <c>[Tile]</c> leaves of a config space.</summary>
public static class PinnedTile
{
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
