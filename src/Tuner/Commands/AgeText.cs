using System.Globalization;

namespace KernelGen.Tuner.Commands;

/// <summary>A time in the past as people write it: an age such as <c>12h</c> or <c>30d</c>, or a date.</summary>
internal static class AgeText
{
    /// <summary>Reads one.</summary>
    /// <exception cref="ToolException">It is neither.</exception>
    public static DateTimeOffset Parse(string option, string text, DateTimeOffset now)
    {
        if (DateTimeOffset.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var date))
            return date;
        var hours = text.Length == 0 ? 0 : text[^1] switch
        {
            'h' => 1,
            'd' => 24,
            'w' => 7 * 24,
            _ => 0,
        };
        const int mostHours = 100 * 366 * 24;
        if (hours == 0 || !int.TryParse(text.AsSpan(0, text.Length - 1), NumberStyles.None, CultureInfo.InvariantCulture, out var count)
            || count is 0 or > mostHours || (long)count * hours > mostHours)
        {
            throw new ToolException($"{option} is '{text}'; give an age such as 12h, 30d or 8w, or a date such as 2026-01-31.");
        }
        return now.AddHours(-(double)count * hours);
    }
}
