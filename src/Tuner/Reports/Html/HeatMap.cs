using KernelGen.Selection;
using KernelGen.Tuning;

namespace KernelGen.Tuner.Reports.Html;

/// <summary>What became of a tile.</summary>
internal enum HeatKind
{
    /// <summary>Nobody tried it.</summary>
    Untried,

    /// <summary>Correct and measured.</summary>
    Measured,

    /// <summary>Too slow to be measured to the end.</summary>
    Slow,

    /// <summary>Impossible for the spec or the device.</summary>
    Infeasible,

    /// <summary>It did not compile or did not run.</summary>
    Failed,

    /// <summary>It computed something else.</summary>
    Wrong,
}

/// <summary>A cell: the best of the variants with this tile.</summary>
/// <param name="Kind">What became of it.</param>
/// <param name="Row">The measurement that speaks for it; null when there is none.</param>
/// <param name="Ratio">How many times as long as the best of all it takes.</param>
internal sealed record HeatCell(HeatKind Kind, TuningRow? Row, double? Ratio);

/// <summary>The variants of a bucket by the sizes of their tiles.</summary>
/// <param name="QueryTiles">Rows of the map.</param>
/// <param name="KeyTiles">Columns of the map.</param>
/// <param name="Cells">The cells, row by row.</param>
/// <param name="Winner">The best variant of the bucket; null when there is none.</param>
internal sealed record HeatMap(IReadOnlyList<int> QueryTiles, IReadOnlyList<int> KeyTiles, IReadOnlyList<HeatCell> Cells, MeasuredVariant? Winner)
{
    /// <summary>The cell of a row and a column.</summary>
    public HeatCell this[int row, int column] => Cells[row * KeyTiles.Count + column];

    /// <summary>The map of all variants, or of those with a rest; null when no id spells a tile.</summary>
    public static HeatMap? Of(ReportBucket bucket, string? rest = null)
    {
        var tiled = bucket.Rows.Select(row => (Row: row, Tile: VariantTile.Of(row.Key.Variant))).Where(one => one.Tile is not null)
            .Select(one => (one.Row, Tile: one.Tile!.Value)).ToList();
        if (tiled.Count == 0)
            return null;
        // Every map of a bucket has the same rows and columns, so that they can be compared.
        IReadOnlyList<int> queries = [.. tiled.Select(one => one.Tile.Query).Distinct().Order()];
        IReadOnlyList<int> keys = [.. tiled.Select(one => one.Tile.Key).Distinct().Order()];
        var shown = tiled.Where(one => rest is null || one.Tile.Rest == rest).ToLookup(one => (one.Tile.Query, one.Tile.Key), one => one.Row);
        var winner = bucket.Standing?.Winner;
        var cells = queries.SelectMany(query => keys.Select(key => Cell(shown[(query, key)], winner)));
        return new HeatMap(queries, keys, [.. cells], winner);
    }

    /// <summary>What distinguishes variants beside their tiles.</summary>
    public static IReadOnlyList<string> Rests(ReportBucket bucket)
        => [.. bucket.Rows.Select(row => VariantTile.Of(row.Key.Variant)?.Rest).OfType<string>().Distinct().Order(StringComparer.Ordinal)];

    private static HeatCell Cell(IEnumerable<TuningRow> rows, MeasuredVariant? winner)
    {
        // The winner speaks for its tile even where a larger tile's median is no longer.
        var best = rows.OrderByDescending(row => Kind(row) == HeatKind.Measured)
            .ThenByDescending(row => row.Key.Variant == winner?.Variant)
            .ThenBy(row => row.Median ?? double.MaxValue)
            .ThenByDescending(Kind)
            .FirstOrDefault();
        if (best is null)
            return new HeatCell(HeatKind.Untried, null, null);
        var kind = Kind(best);
        return new HeatCell(kind, best, kind == HeatKind.Measured && winner is not null ? best.Median / winner.Median : null);
    }

    private static HeatKind Kind(TuningRow row) => row.Status switch
    {
        TuningStatus.Ok => row.Median > 0 ? HeatKind.Measured : HeatKind.Untried,
        TuningStatus.WrongResult => HeatKind.Wrong,
        TuningStatus.Infeasible => HeatKind.Infeasible,
        TuningStatus.Timeout => HeatKind.Slow,
        _ => HeatKind.Failed,
    };
}
