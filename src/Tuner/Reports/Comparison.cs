using KernelGen.Selection;
using KernelGen.Tuning;

namespace KernelGen.Tuner.Reports;

/// <summary>The winners of one spec and shape bucket at two places; one of them is null where it was measured at the other place only.</summary>
/// <param name="SpecName">The class that declares the spec.</param>
/// <param name="Device">The device, or both.</param>
/// <param name="Bucket">The shapes.</param>
/// <param name="A">The winner at the first place.</param>
/// <param name="B">The winner at the second place.</param>
internal sealed record Comparison(string SpecName, string Device, ShapeBucket Bucket, MeasuredVariant? A, MeasuredVariant? B)
{
    /// <summary>How many times as long the winner takes at the second place; null when one is missing.</summary>
    public double? Ratio => A is null || B is null ? null : B.Median / A.Median;

    /// <summary>Whether the two are different variants; null when one is missing.</summary>
    public bool? Differs => A is null || B is null ? null : A.Variant != B.Variant;

    /// <summary>Whether chance explains the difference of the medians; null when one is missing.</summary>
    public bool? IsWithinNoise => A is null || B is null ? null : WinnerRule.IsWithinNoise(A, B);

    /// <summary>Compares what two databases hold of the same devices.</summary>
    public static IReadOnlyList<Comparison> OfDatabases(IReadOnlyList<TuningRow> a, IReadOnlyList<TuningRow> b)
        => Join(Standings(a), Standings(b), one => one.Standing.Device.ToString(), device => device);

    /// <summary>Compares two devices.</summary>
    public static IReadOnlyList<Comparison> OfDevices(IReadOnlyList<TuningRow> rows, string a, string b) => Join(
        Standings([.. rows.Where(row => row.Key.DeviceKey == a)]), Standings([.. rows.Where(row => row.Key.DeviceKey == b)]), _ => "", _ => $"{a} / {b}");

    // The largest difference first, faster or slower alike; what only one place has last.
    private static IReadOnlyList<Comparison> Join(
        IReadOnlyList<SpecStanding> a, IReadOnlyList<SpecStanding> b, Func<SpecStanding, string> device, Func<string, string> shown)
    {
        var first = a.ToDictionary(one => (one.Hash, Device: device(one), one.Standing.Bucket));
        var second = b.ToDictionary(one => (one.Hash, Device: device(one), one.Standing.Bucket));
        return [.. first.Keys.Union(second.Keys)
            .Select(key =>
            {
                var (left, right) = (first.GetValueOrDefault(key)?.Standing, second.GetValueOrDefault(key)?.Standing);
                return new Comparison((left ?? right)!.SpecName, shown(key.Device), key.Bucket, left?.Winner, right?.Winner);
            })
            .OrderByDescending(one => one.Ratio is { } ratio ? Math.Abs(Math.Log(ratio)) : -1)
            .ThenBy(one => one.SpecName, StringComparer.Ordinal)
            .ThenBy(one => one.Device, StringComparer.Ordinal)
            .ThenBy(one => one.Bucket.ToString(), StringComparer.Ordinal)];
    }

    private static IReadOnlyList<SpecStanding> Standings(IReadOnlyList<TuningRow> rows) => [.. rows
        .GroupBy(row => row.Key.SpecHash)
        .SelectMany(spec => Standing.Of(spec.Last().SpecName, [.. spec]).Select(standing => new SpecStanding(spec.Key, standing)))];

    private sealed record SpecStanding(string Hash, Standing Standing);
}
