using KernelGen.Planning;

namespace KernelGen.Selection.CpuCost;

/// <summary>Counts a plan's tiles without building it: of long shapes a few query tiles stand for all.</summary>
internal static class MaskTiles
{
    // Enough to see how the work of query tiles differs; more would make the first call of a long shape slow.
    private const int MostSamples = 32;

    /// <summary>The query tiles of one head.</summary>
    /// <param name="work">The spec.</param>
    /// <param name="shape">The shape.</param>
    /// <param name="queryTile">Query rows of a tile.</param>
    /// <param name="keyTile">Keys of a tile.</param>
    public static IReadOnlyList<QueryTileWork> Of(CpuWork work, in AttentionShape shape, int queryTile, int keyTile)
    {
        var tiles = Ceiling.Divide(shape.QueryLength, queryTile);
        var samples = Math.Min(tiles, MostSamples);
        var found = new List<QueryTileWork>(samples);
        for (var i = 0; i < samples; i++)
        {
            // The middle of its share of the tiles; the last sample is the last tile, which may be ragged.
            var tile = samples == tiles || i == samples - 1 ? tiles - samples + i : (int)(((2L * i) + 1) * tiles / (2 * samples));
            var first = tile * queryTile;
            var rows = Math.Min(queryTile, shape.QueryLength - first);
            var (full, partial) = Count(work, shape, first, rows, keyTile);
            found.Add(new QueryTileWork(rows, full, partial, (double)tiles / samples));
        }
        return found;
    }

    private static (int Full, int Partial) Count(CpuWork work, in AttentionShape shape, int first, int rows, int keyTile)
    {
        var tiles = Ceiling.Divide(shape.KeyLength, keyTile);
        if (work.Mask is null)
        {
            var ragged = shape.KeyLength % keyTile == 0 ? 0 : 1;
            return (tiles - ragged, ragged);
        }
        var offset = work.Offset(shape);
        var scope = new MaskScope(shape.QueryLength, shape.KeyLength, offset, 0, 0, 0, shape.QueryHeads);
        return Descend(work.Mask, scope, new Interval(offset + first, offset + first + rows - 1), keyTile, 0, tiles);
    }

    // Halves the keys until a class is proven, so that the cost is the length of the mask's edges.
    private static (int Full, int Partial) Descend(TileClassifier mask, in MaskScope scope, Interval rows, int keyTile, int from, int to)
    {
        var last = Math.Min((long)to * keyTile, scope.KeyLength) - 1;
        var truth = mask.Classify(rows, new Interval(from * keyTile, (int)last), scope);
        if (truth == Truth.False)
            return (0, 0);
        var isWhole = (long)to * keyTile <= scope.KeyLength;
        if (truth == Truth.True && isWhole)
            return (to - from, 0);
        if (to - from == 1)
            return (0, 1);
        var middle = (from + to) / 2;
        var (leftFull, leftPartial) = Descend(mask, scope, rows, keyTile, from, middle);
        var (rightFull, rightPartial) = Descend(mask, scope, rows, keyTile, middle, to);
        return (leftFull + rightFull, leftPartial + rightPartial);
    }
}
