using System.Globalization;
using System.Security;
using System.Text;

namespace KernelGen.Tuner.Drawing;

/// <summary>A mask as SVG: neighbouring cells of one colour in a row are one rectangle.</summary>
internal static class SvgDrawing
{
    private const int MostCells = 192;
    private const int PictureSize = 576;
    private const int Margin = 16;
    private const int LineHeight = 20;
    private const int FontSize = 13;

    // Monospaced digits and letters are at most this wide, in hundredths of the font size.
    private const int CharacterWidthPercent = 62;

    /// <summary>The file's text.</summary>
    public static string Draw(MaskPicture picture)
    {
        var title = picture.Title[0];
        picture = picture.Wrap(100 * PictureSize / (FontSize * CharacterWidthPercent));
        var grid = MaskGrid.Fit(picture.View, MostCells, MostCells);
        var cell = Math.Max(1, PictureSize / Math.Max(grid.Width, grid.Height));
        var body = new StringBuilder();
        var y = Text(body, picture.Title, Margin + FontSize) - FontSize;
        Cells(body, grid, cell, y);
        y = Legend(body, y + grid.Height * cell + LineHeight);
        var height = Text(body, picture.Report, y + FontSize);
        var longest = picture.Title.Concat(picture.Report).Max(line => line.Length);
        var width = 2 * Margin + Math.Max(grid.Width * cell, longest * FontSize * CharacterWidthPercent / 100);
        return Invariant($"""
            <svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{height}" viewBox="0 0 {width} {height}"
                font-family="monospace" font-size="{FontSize}">
            <title>{Escape(title)}</title>
            <rect width="{width}" height="{height}" fill="{Palette.Paper.Css}"/>

            """) + body + "</svg>\n";
    }

    private static void Cells(StringBuilder body, MaskGrid grid, int cell, int top)
    {
        // Crisp edges: otherwise hairlines of the paper show between neighbours.
        body.Append(Invariant($"<g id=\"mask\" transform=\"translate({Margin} {top}) scale({cell})\" shape-rendering=\"crispEdges\">\n"));
        for (var y = 0; y < grid.Height; y++)
        {
            for (int x = 0, end; x < grid.Width; x = end)
            {
                var color = Palette.Of(grid[x, y]);
                for (end = x + 1; end < grid.Width && Palette.Of(grid[end, y]) == color;)
                    end++;
                body.Append(Invariant($"<rect x=\"{x}\" y=\"{y}\" width=\"{end - x}\" height=\"1\" fill=\"{color.Css}\"/>\n"));
            }
        }
        body.Append("</g>\n");
    }

    private static int Legend(StringBuilder body, int y)
    {
        foreach (var (kind, name) in Palette.Legend)
        {
            body.Append(Invariant(
                $"<rect x=\"{Margin}\" y=\"{y}\" width=\"{FontSize}\" height=\"{FontSize}\" fill=\"{Palette.Of(kind).Css}\"/>\n"));
            Line(body, Margin + LineHeight, y + FontSize - 2, name);
            y += LineHeight;
        }
        return y + Margin / 2;
    }

    private static int Text(StringBuilder body, IEnumerable<string> lines, int y)
    {
        foreach (var line in lines)
        {
            Line(body, Margin, y, line);
            y += LineHeight;
        }
        return y;
    }

    private static void Line(StringBuilder body, int x, int y, string text)
        => body.Append(Invariant($"<text x=\"{x}\" y=\"{y}\" fill=\"{Palette.Ink.Css}\">{Escape(text)}</text>\n"));

    private static string? Escape(string text) => SecurityElement.Escape(text);

    private static string Invariant(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
