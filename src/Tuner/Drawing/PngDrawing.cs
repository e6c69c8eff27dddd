namespace KernelGen.Tuner.Drawing;

/// <summary>A mask as an image, with legend and numbers below, or alone; where pairs are large enough, tiles have borders.</summary>
internal static class PngDrawing
{
    // Cells are single pixels for long sequences, squares of pixels for short ones.
    private const int PictureSize = 768;
    private const int Margin = 16;

    // With less room for a tile, borders would hide it.
    private const int LeastTileWithBorder = 8;

    // With less room for a pair, borders would hide it.
    private const int LeastPairWithBorder = 3;

    /// <summary>The image.</summary>
    public static Raster Draw(MaskPicture picture)
    {
        var grid = MaskGrid.Fit(picture.View, PictureSize, PictureSize);
        var cell = Math.Max(1, PictureSize / Math.Max(grid.Width, grid.Height));
        return picture.IsPlain ? DrawPlain(picture.View, grid, cell) : DrawWithText(picture, grid, cell);
    }

    private static Raster DrawPlain(MaskView view, MaskGrid grid, int cell)
    {
        var image = new Raster(grid.Width * cell, grid.Height * cell);
        Mask(image, view, grid, 0, 0, cell);
        return image;
    }

    private static Raster DrawWithText(MaskPicture picture, MaskGrid grid, int cell)
    {
        picture = picture.Wrap(PictureSize / Raster.TextWidth(" "));
        var top = Margin + picture.Title.Count * Raster.LineHeight;
        var below = top + grid.Height * cell + Raster.LineHeight;
        var lines = picture.Title.Concat(picture.Report);
        var width = 2 * Margin + Math.Max(grid.Width * cell, lines.Max(Raster.TextWidth));
        var image = new Raster(width, below + (Palette.Legend.Count + picture.Report.Count) * Raster.LineHeight + 3 * Margin / 2);
        image.Fill(0, 0, image.Width, image.Height, Palette.Paper);
        Text(image, picture.Title, Margin);
        Mask(image, picture.View, grid, Margin, top, cell);
        Text(image, picture.Report, Legend(image, below));
        return image;
    }

    private static void Mask(Raster image, MaskView view, MaskGrid grid, int left, int top, int cell)
    {
        for (var y = 0; y < grid.Height; y++)
        {
            for (var x = 0; x < grid.Width; x++)
                image.Fill(left + x * cell, top + y * cell, cell, cell, Palette.Of(grid[x, y]));
        }
        if (cell >= LeastPairWithBorder)
            Borders(image, view, left, top, cell);
    }

    private static void Borders(Raster image, MaskView view, int left, int top, int pair)
    {
        var (plan, width, height) = (view.Plan, view.Keys * pair, view.Rows * pair);
        if ((long)plan.KeyTile * pair >= LeastTileWithBorder)
        {
            for (var tile = 1; tile < plan.KeyTiles; tile++)
                image.Fill(left + tile * plan.KeyTile * pair, top, 1, height, Palette.Border);
        }
        if ((long)plan.QueryTile * pair >= LeastTileWithBorder)
        {
            for (var tile = 1; tile < plan.QueryTiles; tile++)
                image.Fill(left, top + tile * plan.QueryTile * pair, width, 1, Palette.Border);
        }
    }

    private static int Legend(Raster image, int y)
    {
        foreach (var (kind, name) in Palette.Legend)
        {
            image.Fill(Margin, y, Raster.TextHeight, Raster.TextHeight, Palette.Of(kind));
            image.Write(Margin + Raster.LineHeight, y, name, Palette.Ink);
            y += Raster.LineHeight;
        }
        return y + Margin / 2;
    }

    private static void Text(Raster image, IEnumerable<string> lines, int y)
    {
        foreach (var line in lines)
        {
            image.Write(Margin, y, line, Palette.Ink);
            y += Raster.LineHeight;
        }
    }
}
