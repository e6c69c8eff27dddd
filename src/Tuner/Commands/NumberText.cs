using System.Globalization;

namespace KernelGen.Tuner.Commands;

/// <summary>Numbers on the command line: digits with a point, whatever the culture.</summary>
internal static class NumberText
{
    /// <summary>Reads one that is 0 or more. Infinity and NaN, which .NET reads by their names, are none.</summary>
    public static bool TryParse(string text, out double number)
        => double.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out number) && double.IsFinite(number);
}
