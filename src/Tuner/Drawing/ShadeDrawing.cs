using System.Text;

namespace KernelGen.Tuner.Drawing;

/// <summary>A mask in characters of different darkness, for pipes, files and terminals without colours.</summary>
internal static class ShadeDrawing
{
    // Characters are about twice as high as wide, so two make a square.
    private const int CharactersPerCell = 2;

    private const char Empty = '·';
    private const char Masked = '░';
    private const char Mixed = '▒';
    private const char Allowed = '▓';
    private const char Full = '█';

    /// <summary>What the characters mean, on one line.</summary>
    public static string Legend { get; }
        = $"{Empty} empty tile, {Masked} partial tile: masked, {Mixed} some allowed, {Allowed} all allowed, {Full} full tile";

    /// <summary>How many cells fit into a width.</summary>
    public static int Cells(int characters) => Math.Max(1, characters / CharactersPerCell);

    /// <summary>The picture, a line for each row of cells.</summary>
    public static string Draw(MaskGrid grid)
    {
        var text = new StringBuilder();
        for (var y = 0; y < grid.Height; y++)
        {
            for (var x = 0; x < grid.Width; x++)
                text.Append(Shade(grid[x, y]), CharactersPerCell);
            text.Append('\n');
        }
        return text.ToString();
    }

    private static char Shade(MaskCell cell)
    {
        if (cell.Empty == cell.Pairs)
            return Empty;
        if (cell.Full == cell.Pairs)
            return Full;
        var allowed = cell.Allowed + cell.Full;
        return allowed == 0 ? Masked : allowed < cell.Pairs ? Mixed : Allowed;
    }
}
