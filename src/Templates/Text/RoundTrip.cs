using System.Globalization;

namespace KernelGen.Templates.Text;

/// <summary>
/// Numbers as the shortest text that reads back to the same bits. Not the format "R": its digits differ between .NET Framework, where an
/// IDE runs the generator, and .NET, where the tuner runs, and the text is hashed.
/// </summary>
public static class RoundTrip
{
    /// <summary>The text of a binary32 number, invariant.</summary>
    public static string Text(float value)
        => Special(value) ?? Shortest(
            6, 9, format => value.ToString(format, CultureInfo.InvariantCulture), text => ParseFloat(text) == value);

    /// <summary>The text of a binary64 number, invariant.</summary>
    public static string Text(double value)
        => Special(value) ?? Shortest(
            15, 17, format => value.ToString(format, CultureInfo.InvariantCulture), text => ParseDouble(text) == value);

    /// <summary>Reads what <see cref="Text(float)"/> wrote; null when it is not a number.</summary>
    public static float? ParseFloat(string text) => text switch
    {
        "nan" => float.NaN,
        "inf" => float.PositiveInfinity,
        "-inf" => float.NegativeInfinity,
        "-0" => -0f,
        _ => float.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var value) ? value : null,
    };

    /// <summary>Reads what <see cref="Text(double)"/> wrote; null when it is not a number.</summary>
    public static double? ParseDouble(string text) => text switch
    {
        "nan" => double.NaN,
        "inf" => double.PositiveInfinity,
        "-inf" => double.NegativeInfinity,
        "-0" => -0.0,
        _ => double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var value) ? value : null,
    };

    private static string? Special(double value)
    {
        if (double.IsNaN(value))
            return "nan";
        if (double.IsInfinity(value))
            return value > 0 ? "inf" : "-inf";
        return value == 0 ? 1 / value > 0 ? "0" : "-0" : null;
    }

    private static string Shortest(int fewest, int most, Func<string, string> write, Func<string, bool> readsBack)
    {
        for (var digits = fewest; digits < most; digits++)
        {
            var text = write("G" + digits.ToString(CultureInfo.InvariantCulture));
            if (readsBack(text))
                return text;
        }
        return write("G" + most.ToString(CultureInfo.InvariantCulture));
    }
}
