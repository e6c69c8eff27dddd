using System.Globalization;

namespace KernelGen.Tuner.Reports;

/// <summary>Times for tables.</summary>
internal static class TimeText
{
    /// <summary>Microseconds up to a hundred milliseconds, milliseconds above; "" for null.</summary>
    public static string Microseconds(double? time) => time switch
    {
        null => "",
        < 100_000 => string.Create(CultureInfo.InvariantCulture, $"{time:F1} us"),
        _ => string.Create(CultureInfo.InvariantCulture, $"{time / 1000:F1} ms"),
    };
}
