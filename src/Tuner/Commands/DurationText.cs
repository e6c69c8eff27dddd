namespace KernelGen.Tuner.Commands;

/// <summary>Durations as people write them: <c>90</c>, <c>90s</c>, <c>1.5m</c>, <c>1h</c>.</summary>
internal static class DurationText
{
    /// <summary>Reads one; a bare number is seconds.</summary>
    /// <exception cref="ToolException">It is no positive duration.</exception>
    public static TimeSpan Parse(string option, string text)
    {
        var unit = text.Length > 0 && char.IsAsciiLetter(text[^1]) ? char.ToLowerInvariant(text[^1]) : 's';
        var number = text.Length > 0 && char.IsAsciiLetter(text[^1]) ? text[..^1] : text;
        var seconds = unit switch
        {
            's' => 1,
            'm' => 60,
            'h' => 3600,
            _ => 0,
        };
        const double mostSeconds = 7 * 24 * 3600;
        if (seconds == 0
            || !NumberText.TryParse(number, out var value)
            || value * seconds is <= 0 or > mostSeconds)
        {
            throw new ToolException($"{option} is '{text}'; give a time above 0 and up to a week such as 60s, 2m or 1h.");
        }
        return TimeSpan.FromSeconds(value * seconds);
    }
}
