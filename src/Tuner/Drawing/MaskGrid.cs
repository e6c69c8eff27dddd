namespace KernelGen.Tuner.Drawing;

/// <summary>
/// A mask scaled down to a grid of cells. A cell looks at no more than a few of its pairs, so a picture costs its own size, not Nq x Nk.
/// </summary>
internal sealed class MaskGrid
{
    // Per side of a cell: 16 pairs give 17 shades, which is more than an eye tells apart in one cell.
    private const int SamplesPerSide = 4;

    // Of lengths that differ greatly, the shorter one still gets some cells.
    private const int FewestCells = 16;

    private readonly MaskCell[] _cells;

    private MaskGrid(MaskView view, int width, int height)
    {
        Width = width;
        Height = height;
        _cells = new MaskCell[width * height];
        Parallel.For(0, height, y =>
        {
            for (var x = 0; x < width; x++)
                _cells[y * width + x] = Sample(view, Part(view.Rows, height, y), Part(view.Keys, width, x));
        });
    }

    /// <summary>Cells along the keys.</summary>
    public int Width { get; }

    /// <summary>Cells along the queries.</summary>
    public int Height { get; }

    /// <summary>A cell; keys run to the right, queries down.</summary>
    public MaskCell this[int x, int y] => _cells[y * Width + x];

    /// <summary>The largest grid of square cells that fits; never more cells than pairs.</summary>
    /// <param name="view">The mask.</param>
    /// <param name="mostWidth">The most cells along the keys.</param>
    /// <param name="mostHeight">The most cells along the queries.</param>
    public static MaskGrid Fit(MaskView view, int mostWidth, int mostHeight)
    {
        var scale = Math.Max(1, Math.Max((double)view.Keys / mostWidth, (double)view.Rows / mostHeight));
        return new MaskGrid(view, Side(view.Keys, scale, mostWidth), Side(view.Rows, scale, mostHeight));
    }

    private static int Side(int length, double scale, int most)
        => Math.Min(Math.Min(length, most), Math.Max(FewestCells, (int)Math.Round(length / scale)));

    private static (int First, int Count) Part(int length, int parts, int index)
    {
        var first = (int)((long)length * index / parts);
        return (first, (int)((long)length * (index + 1) / parts) - first);
    }

    private static MaskCell Sample(MaskView view, (int First, int Count) rows, (int First, int Count) keys)
    {
        var (down, across) = (Math.Min(rows.Count, SamplesPerSide), Math.Min(keys.Count, SamplesPerSide));
        var cell = default(MaskCell);
        for (var i = 0; i < down; i++)
        {
            for (var j = 0; j < across; j++)
                cell = cell.With(view[Pick(rows, down, i), Pick(keys, across, j)]);
        }
        return cell;
    }

    // The middle of each of the parts.
    private static int Pick((int First, int Count) range, int parts, int index)
        => range.First + (int)((2L * index + 1) * range.Count / (2L * parts));
}
