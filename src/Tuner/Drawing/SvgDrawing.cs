using System.Globalization;
using System.Security;
using System.Text;

namespace KernelGen.Tuner.Drawing;

/// <summary>A mask as SVG, with legend and numbers below, or alone.</summary>
internal static class SvgDrawing
{
    private const int MostCells = 192;
    private const int PictureSize = 576;

    // A mask alone stands beside text on a page.
    private const int PlainPictureSize = 320;

    private const int Margin = 16;
    private const int LineHeight = 20;
    private const int FontSize = 13;

    // Monospaced digits and letters are at most this wide, in hundredths of the font size.
    private const int CharacterWidthPercent = 62;

    /// <summary>The file's text.</summary>
    public static string Draw(MaskPicture picture)
    {
        var grid = MaskGrid.Fit(picture.View, MostCells, MostCells);
        return picture.IsPlain ? DrawPlain(picture, grid) : DrawWithText(picture, grid);
    }

    private static string DrawPlain(MaskPicture picture, MaskGrid grid)
    {
        var cell = CellSize(PlainPictureSize, grid);
        return Root(grid.Width * cell, grid.Height * cell, "") + SvgMask.Draw(picture.View, grid, 0, 0, cell) + "</svg>\n";
    }

    private static string DrawWithText(MaskPicture picture, MaskGrid grid)
    {
        var title = picture.Title[0];
        picture = picture.Wrap(100 * PictureSize / (FontSize * CharacterWidthPercent));
        var cell = CellSize(PictureSize, grid);
        var body = new StringBuilder();
        var y = Text(body, picture.Title, Margin + FontSize) - FontSize;
        body.Append(SvgMask.Draw(picture.View, grid, Margin, y, cell));
        y = Legend(body, y + grid.Height * cell + LineHeight);
        var height = Text(body, picture.Report, y + FontSize);
        var longest = picture.Title.Concat(picture.Report).Max(line => line.Length);
        var width = 2 * Margin + Math.Max(grid.Width * cell, longest * FontSize * CharacterWidthPercent / 100);
        var paper = Invariant($"<rect width=\"{width}\" height=\"{height}\" fill=\"{Palette.Paper.Css}\"/>\n");
        var font = Invariant($"\n    font-family=\"monospace\" font-size=\"{FontSize}\"");
        return Root(width, height, font) + $"<title>{Escape(title)}</title>\n" + paper + body + "</svg>\n";
    }

    private static int CellSize(int pictureSize, MaskGrid grid) => Math.Max(1, pictureSize / Math.Max(grid.Width, grid.Height));

    private static string Root(int width, int height, string more)
        => Invariant($"<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{width}\" height=\"{height}\" viewBox=\"0 0 {width} {height}\"")
            + more + ">\n";

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
