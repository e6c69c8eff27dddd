namespace KernelGen.Tuner.Drawing;

/// <summary>An image in memory, three bytes per pixel, rows from the top.</summary>
/// <param name="width">Pixels across.</param>
/// <param name="height">Pixels down.</param>
internal sealed class Raster(int width, int height)
{
    private const int BytesPerPixel = 3;

    // Pixels of the screen for each of the font's.
    private const int TextScale = 2;

    /// <summary>The distance from one line of text to the next.</summary>
    public const int LineHeight = (PixelFont.Height + 4) * TextScale;

    /// <summary>The height of a line's ink.</summary>
    public const int TextHeight = PixelFont.Height * TextScale;

    private const int CharacterWidth = (PixelFont.Width + 1) * TextScale;

    private readonly byte[] _bytes = new byte[width * height * BytesPerPixel];

    /// <summary>Pixels across.</summary>
    public int Width { get; } = width;

    /// <summary>Pixels down.</summary>
    public int Height { get; } = height;

    /// <summary>The width of a text.</summary>
    public static int TextWidth(string text) => text.Length * CharacterWidth;

    /// <summary>The bytes of a row.</summary>
    public ReadOnlySpan<byte> Row(int y) => _bytes.AsSpan(y * Width * BytesPerPixel, Width * BytesPerPixel);

    /// <summary>Fills a rectangle.</summary>
    public void Fill(int x, int y, int width, int height, Rgb color)
    {
        for (var row = y; row < y + height; row++)
        {
            for (var at = (row * Width + x) * BytesPerPixel; at < (row * Width + x + width) * BytesPerPixel; at += BytesPerPixel)
                (_bytes[at], _bytes[at + 1], _bytes[at + 2]) = (color.Red, color.Green, color.Blue);
        }
    }

    /// <summary>Writes a line of text whose upper left corner is given.</summary>
    public void Write(int x, int y, string text, Rgb color)
    {
        foreach (var character in text)
        {
            for (var i = 0; i < PixelFont.Width * PixelFont.Height; i++)
            {
                var (column, row) = (i % PixelFont.Width, i / PixelFont.Width);
                if (PixelFont.IsInk(character, column, row))
                    Fill(x + column * TextScale, y + row * TextScale, TextScale, TextScale, color);
            }
            x += CharacterWidth;
        }
    }
}
