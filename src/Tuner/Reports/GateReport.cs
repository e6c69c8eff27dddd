using System.Globalization;

namespace KernelGen.Tuner.Reports;

/// <summary>The offenders, and a sentence that says how it went.</summary>
internal static class GateReport
{
    private static readonly Listing<GateVerdict> Columns = new(
        new("Spec", "specName", one => one.SpecName),
        new("Device", "device", one => one.Standing?.Device.ToString()),
        new("Shapes", "bucket", one => one.Standing?.Bucket.ToString()),
        new("Finding", "finding", one => one.Finding == GateFinding.Worse ? "worse" : "missing"),
        new("Would run", "variant", one => one.Standing?.Rival),
        new("Median", "medianMicroseconds", one => one.Standing?.MeasuredRival?.Median, one => TimeText.Microseconds(one.Standing?.MeasuredRival?.Median)),
        new("Best", "best", one => one.Standing?.Winner.Variant),
        new("Median of best", "bestMicroseconds", one => one.Standing?.Winner.Median, one => TimeText.Microseconds(one.Standing?.Winner.Median)),
        new("Worse by", "worsePercent", one => one.WorsePercent,
            one => one.WorsePercent is { } worse ? string.Create(CultureInfo.InvariantCulture, $"{worse:F1} %") : ""),
        new(null, "reason", one => one.Reason));

    /// <summary>Prints what fails, the worst first.</summary>
    /// <returns>The exit code.</returns>
    public static int Print(ToolConsole console, GateRule rule, IReadOnlyList<GateVerdict> verdicts)
    {
        var offenders = verdicts.Where(rule.Fails).OrderByDescending(verdict => verdict.WorsePercent ?? 0).ToList();
        if (offenders.Count > 0 || console.Format != ListFormat.Table)
            Columns.Write(console, offenders);
        foreach (var reason in offenders.Where(one => one.Finding == GateFinding.Missing).Select(one => $"{one.SpecName}: {one.Reason}").Distinct())
            console.Notes.WriteLine(reason);
        var judged = verdicts.Count(verdict => verdict.Finding != GateFinding.Missing);
        var worse = verdicts.Count(verdict => verdict.Finding == GateFinding.Worse);
        console.Notes.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{judged} choices judged, {worse} of them worse than the best by more than {rule.Percent} %; {verdicts.Count - judged} could not be judged{(rule.AllowsMissing ? " and are let through" : "")}."));
        return offenders.Count > 0 ? ExitCodes.CheckFailed : ExitCodes.Done;
    }
}
