using System.Globalization;
using System.Text;
using System.Text.Json;
using KernelGen.Tuning;

namespace KernelGen.Tuner.Storage;

/// <summary>
/// Measurements on their way from one database to another: a header, then one JSON object per row with all that is known of it, sorted, so
/// that the same rows always give the same bytes.
/// </summary>
internal static class MeasurementFile
{
    /// <summary>The value of "format" in the first line.</summary>
    public const string Format = "kernelgen-measurements 1";

    private const string Header = $$"""{"format":"{{Format}}"}""";

    /// <summary>Writes a file anew.</summary>
    /// <exception cref="ToolException">It cannot be written.</exception>
    public static void Write(string path, IEnumerable<TuningRow> rows)
    {
        var text = new StringBuilder(Header).Append('\n');
        foreach (var line in Sorted(rows))
            text.Append(line).Append('\n');
        WholeFile.Write(path, text.ToString());
    }

    /// <summary>Reads a whole file.</summary>
    /// <exception cref="ToolException">It cannot be read, is of another format, or a line is wrong.</exception>
    public static IReadOnlyList<TuningRow> Read(string path)
    {
        try
        {
            using var reader = new StreamReader(path, Encoding.UTF8);
            RequireHeader(path, reader.ReadLine());
            var rows = new List<TuningRow>();
            for (var number = 2; reader.ReadLine() is { } line; number++)
            {
                if (line.Length > 0)
                    rows.Add(ReadLine(path, number, line));
            }
            return rows;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new ToolException($"'{path}' cannot be read: {error.Message}");
        }
    }

    // What belongs together stands together; times tell the measurements of one key apart, and lines those of one moment.
    private static IEnumerable<string> Sorted(IEnumerable<TuningRow> rows) => rows
        .Select(row => (Row: row, Line: MeasurementLine.Write(row)))
        .OrderBy(one => one.Row.SpecName, StringComparer.Ordinal)
        .ThenBy(one => one.Row.Key.SpecHash, StringComparer.Ordinal)
        .ThenBy(one => one.Row.Key.DeviceKey, StringComparer.Ordinal)
        .ThenBy(one => one.Row.Key.Bucket.ToString(), StringComparer.Ordinal)
        .ThenBy(one => one.Row.Key.Variant, StringComparer.Ordinal)
        .ThenBy(one => one.Row.Time)
        .ThenBy(one => one.Line, StringComparer.Ordinal)
        .Select(one => one.Line);

    private static void RequireHeader(string path, string? line)
    {
        string? format = null;
        try
        {
            using var document = JsonDocument.Parse(line ?? "");
            if (document.RootElement is { ValueKind: JsonValueKind.Object } header && header.TryGetProperty("format", out var value))
                format = value.ToString();
        }
        catch (JsonException)
        {
            // Told below, like a wrong format.
        }
        if (format == Format)
            return;
        var found = format is null ? "no file of measurements" : $"of format \"{format}\"";
        throw new ToolException($"'{path}' is {found}; this tool reads files whose first line is {Header}.");
    }

    private static TuningRow ReadLine(string path, int number, string line)
    {
        try
        {
            return MeasurementLine.Read(line);
        }
        catch (FormatException error)
        {
            throw new ToolException(string.Create(CultureInfo.InvariantCulture, $"'{path}', line {number}, is no measurement: {error.Message}."));
        }
    }
}
