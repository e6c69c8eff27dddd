using System.Text;
using KernelGen.Tuning;

namespace KernelGen.Tuner.Reports.Html;

/// <summary>Draws heat maps.</summary>
internal static class HeatMapSvg
{
    private const int CellWidth = 52, CellHeight = 32, Left = 58, Top = 22, Bottom = 24;

    /// <summary>How cells without a time are marked, for the legend.</summary>
    public static IReadOnlyList<(HeatKind Kind, string Mark, string Meaning)> Marks { get; } =
    [
        (HeatKind.Wrong, "✕", "wrong result"),
        (HeatKind.Failed, "!", "did not compile or run"),
        (HeatKind.Infeasible, "–", "infeasible"),
        (HeatKind.Slow, "…", "too slow to measure"),
        (HeatKind.Untried, "", "not tried"),
    ];

    /// <summary>The picture; a screen reader gets its description, and a pointer each cell's.</summary>
    public static string Draw(HeatMap map, string description)
    {
        var (width, height) = (Left + map.KeyTiles.Count * CellWidth + 2, Top + map.QueryTiles.Count * CellHeight + Bottom);
        var svg = new StringBuilder(HtmlText.Invariant(
            $"<svg class=\"heat\" viewBox=\"0 0 {width} {height}\" width=\"{width}\" height=\"{height}\" role=\"img\"><title>{HtmlText.Escape(description)}</title>\n"));
        for (var column = 0; column < map.KeyTiles.Count; column++)
            svg.Append(HtmlText.Invariant($"<text class=\"tick\" x=\"{Left + column * CellWidth + CellWidth / 2}\" y=\"{Top - 8}\">{map.KeyTiles[column]}</text>"));
        for (var row = 0; row < map.QueryTiles.Count; row++)
        {
            var y = Top + row * CellHeight;
            svg.Append(HtmlText.Invariant($"<text class=\"tick end\" x=\"{Left - 8}\" y=\"{y + CellHeight / 2 + 4}\">{map.QueryTiles[row]}</text>\n"));
            for (var column = 0; column < map.KeyTiles.Count; column++)
                svg.Append(Cell(map[row, column], map, Left + column * CellWidth, y));
        }
        svg.Append(HtmlText.Invariant($"<text class=\"axis\" x=\"{Left + map.KeyTiles.Count * CellWidth / 2}\" y=\"{height - 7}\">keys of a tile</text>"));
        var middle = Top + map.QueryTiles.Count * CellHeight / 2;
        svg.Append(HtmlText.Invariant($"<text class=\"axis\" transform=\"translate(14 {middle}) rotate(-90)\">queries of a tile</text></svg>"));
        return svg.ToString();
    }

    private static string Cell(HeatCell cell, HeatMap map, int x, int y)
    {
        var (style, text) = cell.Ratio is { } ratio
            ? (HtmlText.Invariant($"s{HeatScale.Of(ratio)}"), HtmlText.Ratio(ratio))
            : ("none" + (cell.Kind is HeatKind.Wrong or HeatKind.Failed ? " bad" : ""), Marks.FirstOrDefault(mark => mark.Kind == cell.Kind).Mark ?? "");
        var isBest = cell.Row is { } row && row.Key.Variant == map.Winner?.Variant;
        var ring = isBest ? HtmlText.Invariant($"<rect class=\"ring\" x=\"{x + 2.5}\" y=\"{y + 2.5}\" width=\"{CellWidth - 6}\" height=\"{CellHeight - 6}\"/>") : "";
        var number = text.Length > 0 ? HtmlText.Invariant($"<text x=\"{x + CellWidth / 2}\" y=\"{y + CellHeight / 2 + 4}\">{text}</text>") : "";
        return HtmlText.Invariant(
            $"<g class=\"{style}\"><rect x=\"{x}\" y=\"{y}\" width=\"{CellWidth - 1}\" height=\"{CellHeight - 1}\"/>{ring}{number}<title>{HtmlText.Escape(Title(cell, isBest))}</title></g>\n");
    }

    private static string Title(HeatCell cell, bool isBest) => cell switch
    {
        { Row: null } => "not tried",
        { Ratio: { } ratio, Row: var row } => $"{row.Key.Variant}: {HtmlText.Time(row.Median ?? 0)}, {HtmlText.Ratio(ratio)} times the best{(isBest ? " (this is the best)" : "")}",
        { Row: var row } => $"{row.Key.Variant}: {TuningStatusText.Of(row.Status)}{(row.Message.Length > 0 ? ", " : "")}{row.Message.Split('\n')[0]}",
    };
}
