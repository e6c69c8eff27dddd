using System.Globalization;

namespace KernelGen.Tuner.Reports;

/// <summary>The winners at two places side by side.</summary>
internal static class ComparisonTable
{
    private static readonly Listing<Comparison> Columns = new(
        new("Spec", "specName", one => one.SpecName, one => one.SpecName[(one.SpecName.LastIndexOfAny(['.', '+']) + 1)..]),
        new("Device", "device", one => one.Device),
        new("Shapes", "bucket", one => one.Bucket.ToString()),
        new("A", "variantA", one => one.A?.Variant, one => one.A?.Variant ?? "not measured"),
        new("B", "variantB", one => one.B?.Variant, Second),
        new("Median A", "medianMicrosecondsA", one => one.A?.Median, one => TimeText.Microseconds(one.A?.Median)),
        new("Median B", "medianMicrosecondsB", one => one.B?.Median, one => TimeText.Microseconds(one.B?.Median)),
        new("B / A", "ratio", one => one.Ratio, Ratio),
        new(null, "isWithinNoise", one => one.IsWithinNoise),
        new(null, "differs", one => one.Differs));

    /// <summary>Prints them, and for people how many there are of what.</summary>
    public static void Print(ToolConsole console, IReadOnlyList<Comparison> comparisons)
    {
        if (comparisons.Count > 0 || console.Format != ListFormat.Table)
            Columns.Write(console, comparisons);
        int both = comparisons.Count(one => one.Ratio is not null), differ = comparisons.Count(one => one.Differs == true);
        console.Notes.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{both} measured at both places, of which {differ} have another winner; {comparisons.Count(one => one.B is null)} only in A, {comparisons.Count(one => one.A is null)} only in B"));
    }

    private static string Second(Comparison one) => one.Differs == false ? "the same" : one.B?.Variant ?? "not measured";

    private static string Ratio(Comparison one) => one.Ratio is { } ratio
        ? string.Create(CultureInfo.InvariantCulture, $"{ratio:F3}{(one.IsWithinNoise == true ? " (noise)" : "")}")
        : "";
}
