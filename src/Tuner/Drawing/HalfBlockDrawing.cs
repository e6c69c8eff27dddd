using Spectre.Console;
using Spectre.Console.Rendering;

namespace KernelGen.Tuner.Drawing;

/// <summary>A mask in colours: the upper half of a character shows one cell, its background the one below.</summary>
internal sealed class HalfBlockDrawing(MaskGrid grid) : Renderable
{
    private const string UpperHalf = "▀";

    /// <summary>The legend as markup.</summary>
    public static string Legend => string.Join("  ", Palette.Legend.Select(entry => $"[{Palette.Of(entry.Kind).Css}]█[/] {entry.Name}"));

    /// <inheritdoc/>
    protected override Spectre.Console.Rendering.Measurement Measure(RenderOptions options, int maxWidth) => new(grid.Width, grid.Width);

    /// <inheritdoc/>
    protected override IEnumerable<Segment> Render(RenderOptions options, int maxWidth)
    {
        for (var y = 0; y < grid.Height; y += 2)
        {
            for (var x = 0; x < grid.Width; x++)
            {
                var below = y + 1 < grid.Height ? Of(grid[x, y + 1]) : Color.Default;
                yield return new Segment(UpperHalf, new Style(Of(grid[x, y]), below));
            }
            yield return Segment.LineBreak;
        }
    }

    private static Color Of(MaskCell cell)
    {
        var color = Palette.Of(cell);
        return new Color(color.Red, color.Green, color.Blue);
    }
}
