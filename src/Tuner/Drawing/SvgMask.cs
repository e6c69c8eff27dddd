using System.Globalization;
using System.Text;
using KernelGen.Planning;

namespace KernelGen.Tuner.Drawing;

/// <summary>The cells of a mask in SVG: one path per colour, made of rectangles of equal cells; where every pair has a cell, tiles have borders.</summary>
internal static class SvgMask
{
    // With less room for a tile, borders would hide it.
    private const int LeastTileWithBorder = 8;

    private static readonly Rgb s_masked = Palette.Of(PairKind.Masked);
    private static readonly Rgb s_allowed = Palette.Of(PairKind.Allowed);

    /// <summary>The group of the mask.</summary>
    /// <param name="view">The mask.</param>
    /// <param name="grid">Its cells.</param>
    /// <param name="left">Where they begin from the left.</param>
    /// <param name="top">Where they begin from the top.</param>
    /// <param name="cell">The sides of a cell.</param>
    public static string Draw(MaskView view, MaskGrid grid, int left, int top, int cell)
    {
        var body = new StringBuilder();
        // Crisp edges: otherwise hairlines of the paper show between neighbours.
        body.Append(Invariant($"<g id=\"mask\" transform=\"translate({left} {top}) scale({cell})\" shape-rendering=\"crispEdges\">\n"));
        foreach (var color in Colors(grid))
        {
            var areas = Rectangles(grid, color).OrderBy(area => (area.Y, area.Run.X))
                .Select(area => Invariant($"M{area.Run.X} {area.Y}h{area.Run.Width}v{area.Height}h-{area.Run.Width}z"));
            body.Append($"<path fill=\"{color.Css}\" d=\"{string.Concat(areas)}\"/>\n");
        }
        if (grid.Width == view.Keys && grid.Height == view.Rows)
            Borders(body, view, cell);
        return body.Append("</g>\n").ToString();
    }

    // Masked pairs lie below all others.
    private static IEnumerable<Rgb> Colors(MaskGrid grid)
        => Enumerable.Range(0, grid.Width * grid.Height).Select(i => Palette.Of(grid[i % grid.Width, i / grid.Width])).Distinct()
            .OrderBy(color => color != s_masked).ThenBy(color => color.Css, StringComparer.Ordinal);

    // A run that the row below repeats goes on there.
    private static IEnumerable<(Run Run, int Y, int Height)> Rectangles(MaskGrid grid, Rgb color)
    {
        var open = new Dictionary<Run, int>();
        for (var y = 0; y <= grid.Height; y++)
        {
            var runs = y < grid.Height ? Runs(grid, color, y).ToHashSet() : [];
            foreach (var (run, start) in open.Where(one => !runs.Contains(one.Key)).ToList())
            {
                yield return (run, start, y - start);
                open.Remove(run);
            }
            foreach (var run in runs)
                open.TryAdd(run, y);
        }
    }

    private static IEnumerable<Run> Runs(MaskGrid grid, Rgb color, int y)
    {
        for (int x = 0, end; x < grid.Width; x = end + 1)
        {
            for (end = x; end < grid.Width && IsPainted(Palette.Of(grid[end, y]), color);)
                end++;
            if (end > x)
                yield return new Run(x, end - x);
        }
    }

    // Masked pairs are painted below the allowed ones of their tile too: whole tiles make fewer rectangles than the gaps between dots.
    private static bool IsPainted(Rgb cell, Rgb color) => cell == color || (color == s_masked && cell == s_allowed);

    private static void Borders(StringBuilder body, MaskView view, int cell)
    {
        var lines = new StringBuilder();
        foreach (var x in Borders(view.Plan.KeyTiles, view.Plan.KeyTile, cell))
            lines.Append(Invariant($"M{x} 0v{view.Rows}"));
        foreach (var y in Borders(view.Plan.QueryTiles, view.Plan.QueryTile, cell))
            lines.Append(Invariant($"M0 {y}h{view.Keys}"));
        if (lines.Length > 0)
            body.Append($"<path id=\"tiles\" stroke=\"{Palette.Border.Css}\" vector-effect=\"non-scaling-stroke\" d=\"{lines}\"/>\n");
    }

    private static IEnumerable<int> Borders(int tiles, int size, int cell)
        => (long)size * cell < LeastTileWithBorder ? [] : Enumerable.Range(1, tiles - 1).Select(tile => tile * size);

    private static string Invariant(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);

    private readonly record struct Run(int X, int Width);
}
