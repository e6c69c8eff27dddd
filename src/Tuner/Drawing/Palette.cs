using System.Globalization;

namespace KernelGen.Tuner.Drawing;

/// <summary>A colour.</summary>
/// <param name="Red">0 to 255.</param>
/// <param name="Green">0 to 255.</param>
/// <param name="Blue">0 to 255.</param>
internal readonly record struct Rgb(byte Red, byte Green, byte Blue)
{
    /// <summary>As CSS writes it.</summary>
    public string Css => string.Create(CultureInfo.InvariantCulture, $"#{Red:x2}{Green:x2}{Blue:x2}");
}

/// <summary>The colours of pairs. They differ in brightness too, so that they survive a grey print and colour blindness.</summary>
internal static class Palette
{
    /// <summary>The kinds with what the legend calls them, in its order.</summary>
    public static IReadOnlyList<(PairKind Kind, string Name)> Legend { get; } =
    [
        (PairKind.Empty, "empty tile, skipped"),
        (PairKind.Masked, "partial tile, masked pair"),
        (PairKind.Allowed, "partial tile, allowed pair"),
        (PairKind.Full, "full tile"),
    ];

    /// <summary>Behind everything.</summary>
    public static Rgb Paper { get; } = new(255, 255, 255);

    /// <summary>Text.</summary>
    public static Rgb Ink { get; } = new(34, 34, 34);

    /// <summary>Borders of tiles.</summary>
    public static Rgb Border { get; } = new(150, 150, 150);

    /// <summary>The colour of a kind.</summary>
    public static Rgb Of(PairKind kind) => kind switch
    {
        PairKind.Empty => new Rgb(236, 238, 241),
        PairKind.Masked => new Rgb(250, 217, 176),
        PairKind.Allowed => new Rgb(226, 125, 38),
        _ => new Rgb(28, 84, 148),
    };

    /// <summary>The colour of a cell: the mean of its pairs'.</summary>
    public static Rgb Of(MaskCell cell)
    {
        var (red, green, blue) = (0, 0, 0);
        foreach (var (kind, count) in Counts(cell))
        {
            var color = Of(kind);
            red += color.Red * count;
            green += color.Green * count;
            blue += color.Blue * count;
        }
        return new Rgb((byte)(red / cell.Pairs), (byte)(green / cell.Pairs), (byte)(blue / cell.Pairs));
    }

    private static ReadOnlySpan<(PairKind Kind, int Count)> Counts(MaskCell cell) => new[]
    {
        (PairKind.Empty, cell.Empty), (PairKind.Masked, cell.Masked), (PairKind.Allowed, cell.Allowed), (PairKind.Full, cell.Full),
    };
}
