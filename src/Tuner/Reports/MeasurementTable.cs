using System.Globalization;
using KernelGen.Tuning;

namespace KernelGen.Tuner.Reports;

/// <summary>Measurements for people and for programs.</summary>
internal static class MeasurementTable
{
    private static readonly Listing<TuningRow> Columns = new(
        new("Spec", "specName", row => row.SpecName),
        new("Device", "device", row => row.Key.DeviceKey),
        new("Shapes", "bucket", row => row.Key.Bucket.ToString()),
        new("Variant", "variant", row => row.Key.Variant),
        new("Status", "status", row => TuningStatusText.Of(row.Status)),
        new("Median", "medianMicroseconds", row => row.Median, row => TimeText.Microseconds(row.Median)),
        new("p20", "p20Microseconds", row => row.P20, row => TimeText.Microseconds(row.P20)),
        new("p80", "p80Microseconds", row => row.P80, row => TimeText.Microseconds(row.P80)),
        new("Samples", "samples", row => row.Samples),
        new("Max error", "maxError", row => row.MaxError, row => row.MaxError?.ToString("G2", CultureInfo.InvariantCulture) ?? ""),
        new("When", "time", row => row.Time, row => row.Time.UtcDateTime.ToString("yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture)),
        new(null, "spec", row => row.Key.SpecHash),
        new(null, "family", row => row.Key.Family),
        new(null, "emitterVersion", row => row.Key.EmitterVersion),
        new("Shape", "shape", row => row.Shape),
        new("Threads", "threads", row => row.Threads),
        new(null, "message", row => row.Message),
        new(null, "timesMicroseconds", row => row.Times),
        new(null, "toolVersion", row => row.ToolVersion),
        new(null, "environment", row => row.Environment),
        new(null, "comment", row => row.Comment),
        new(null, "specText", row => row.SpecText));

    /// <summary>Prints them, grouped by spec, device and shape, the fastest first; programs get every field.</summary>
    public static void Print(ToolConsole console, IReadOnlyList<TuningRow> rows)
    {
        var sorted = rows
            .OrderBy(row => row.SpecName, StringComparer.Ordinal)
            .ThenBy(row => row.Key.DeviceKey, StringComparer.Ordinal)
            .ThenBy(row => row.Key.Bucket.ToString(), StringComparer.Ordinal)
            .ThenBy(row => row.Status)
            .ThenBy(row => row.Median ?? double.MaxValue);
        Columns.Write(console, [.. sorted]);
        console.Notes.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{rows.Count} {(rows.Count == 1 ? "measurement" : "measurements")}"));
    }
}
