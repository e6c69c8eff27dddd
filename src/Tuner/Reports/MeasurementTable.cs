using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using KernelGen.Tuning;
using Spectre.Console;

namespace KernelGen.Tuner.Reports;

/// <summary>Measurements for people and for programs.</summary>
internal static class MeasurementTable
{
    private static readonly JsonSerializerOptions Json = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        WriteIndented = true,
        NewLine = "\n",
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    /// <summary>Prints a table, grouped by spec, device and shape, the fastest first.</summary>
    public static void Print(ToolConsole console, IReadOnlyList<TuningRow> rows)
    {
        var table = new Table().AddColumns(
            "Spec", "Device", "Shapes", "Variant", "Status", "Median", "p20", "p80", "Samples", "Max error", "When");
        var sorted = rows
            .OrderBy(row => row.SpecName, StringComparer.Ordinal)
            .ThenBy(row => row.Key.DeviceKey, StringComparer.Ordinal)
            .ThenBy(row => row.Key.Bucket.ToString(), StringComparer.Ordinal)
            .ThenBy(row => row.Status)
            .ThenBy(row => row.Median ?? double.MaxValue);
        foreach (var row in sorted)
        {
            table.AddRow(
                Markup.Escape(row.SpecName),
                Markup.Escape(row.Key.DeviceKey),
                row.Key.Bucket.ToString(),
                Markup.Escape(row.Key.Variant),
                Markup.Escape(TuningStatusText.Of(row.Status)),
                TimeText.Microseconds(row.Median),
                TimeText.Microseconds(row.P20),
                TimeText.Microseconds(row.P80),
                row.Samples.ToString(CultureInfo.InvariantCulture),
                row.MaxError?.ToString("G2", CultureInfo.InvariantCulture) ?? "",
                row.Time.UtcDateTime.ToString("yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture));
        }
        console.Ansi().Write(table);
        console.Output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{rows.Count} measurements"));
    }

    /// <summary>Prints every field.</summary>
    public static void PrintJson(ToolConsole console, IReadOnlyList<TuningRow> rows)
    {
        var plain = rows.Select(row => new
        {
            Spec = row.Key.SpecHash,
            row.SpecName,
            row.Key.EmitterVersion,
            row.Key.Family,
            row.Key.Variant,
            Device = row.Key.DeviceKey,
            Bucket = row.Key.Bucket.ToString(),
            row.Shape,
            Status = TuningStatusText.Of(row.Status),
            row.Message,
            row.Threads,
            row.Samples,
            MedianMicroseconds = row.Median,
            P20Microseconds = row.P20,
            P80Microseconds = row.P80,
            // JSON has no infinity, which a wrong result may well have.
            MaxError = row.MaxError is { } error && double.IsFinite(error) ? row.MaxError : null,
            row.ToolVersion,
            row.Time,
            row.Environment,
            row.Comment,
            row.SpecText,
        });
        console.Output.WriteLine(JsonSerializer.Serialize(plain, Json));
    }
}
