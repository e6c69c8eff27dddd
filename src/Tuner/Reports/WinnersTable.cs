using System.Globalization;

namespace KernelGen.Tuner.Reports;

/// <summary>The winners, with how far behind the runner-up is, and what runs untuned.</summary>
internal static class WinnersTable
{
    private static readonly Listing<Standing> Columns = new(
        new("Spec", "specName", one => one.SpecName, one => one.SpecName[(one.SpecName.LastIndexOfAny(['.', '+']) + 1)..]),
        new("Device", "device", one => one.Device.ToString()),
        new("Shapes", "bucket", one => one.Bucket.ToString()),
        new("Winner", "variant", one => one.Winner.Variant),
        new("Median", "medianMicroseconds", one => one.Winner.Median, one => TimeText.Microseconds(one.Winner.Median)),
        new("Runner-up", "runnerUp", one => one.RunnerUp?.Variant, one => one.RunnerUp?.Variant ?? "none"),
        new(null, "runnerUpMicroseconds", one => one.RunnerUp?.Median),
        new("Lead", "leadPercent", one => one.LeadPercent, Lead),
        new(null, "noisePercent", one => one.NoisePercent),
        new(null, "isWithinNoise", one => one.IsWithinNoise),
        new(null, "samples", one => one.Winner.Samples),
        new("Untuned", "default", one => one.Rival, Default),
        new(null, "defaultMicroseconds", one => one.MeasuredRival?.Median),
        new("Speed-up", "speedUp", one => one.SpeedUp, SpeedUp));

    /// <summary>Prints them; tells people so when there are none.</summary>
    public static void Print(ToolConsole console, IReadOnlyList<Standing> standings)
    {
        if (standings.Count == 0)
            console.Notes.WriteLine("No variant has been measured to the end yet.");
        if (standings.Count > 0 || console.Format != ListFormat.Table)
            Columns.Write(console, standings);
    }

    private static string Lead(Standing one) => one switch
    {
        { RunnerUp: null } => "",
        { IsWithinNoise: true } => string.Create(CultureInfo.InvariantCulture, $"noise (± {one.NoisePercent:F1} %)"),
        _ => string.Create(CultureInfo.InvariantCulture, $"{one.LeadPercent:F1} % (± {one.NoisePercent:F1} %)"),
    };

    private static string Default(Standing one)
        => one.Rival == one.Winner.Variant ? "the same" : one.Rival ?? "unknown";

    private static string SpeedUp(Standing one) => one switch
    {
        { Rival: null } => "",
        { MeasuredRival: null } => "not measured",
        _ => string.Create(CultureInfo.InvariantCulture, $"{one.SpeedUp:F2} x"),
    };
}
