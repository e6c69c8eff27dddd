using KernelGen.Devices;
using KernelGen.Selection;
using KernelGen.Tuner.Storage;
using KernelGen.Tuning;

namespace KernelGen.Tuner.Reports;

/// <summary>What was measured of a spec for one bucket on one device, ranked.</summary>
/// <param name="SpecName">The class that declares the spec.</param>
/// <param name="Device">The device.</param>
/// <param name="Bucket">The shapes.</param>
/// <param name="Ranked">The correct variants, the winner first.</param>
internal sealed record Standing(string SpecName, DeviceKey Device, ShapeBucket Bucket, IReadOnlyList<MeasuredVariant> Ranked)
{
    /// <summary>The exact shape and the threads that the times are of.</summary>
    public TimedProblem Problem { get; init; }

    /// <summary>The variant to beat; null when it is not known.</summary>
    public string? Rival { get; init; }

    /// <summary>The winner.</summary>
    public MeasuredVariant Winner => Ranked[0];

    /// <summary>The next best; null when nothing else was measured.</summary>
    public MeasuredVariant? RunnerUp => Ranked.Count > 1 ? Ranked[1] : null;

    /// <summary>How much longer the runner-up takes, in per cent; negative when the winner has but the smaller tile.</summary>
    public double? LeadPercent => PercentBehind(RunnerUp);

    /// <summary>The lead, in per cent, up to which it is put down to chance.</summary>
    public double? NoisePercent => RunnerUp is { } second ? 100 * WinnerRule.Noise(Winner, second) / Winner.Median : null;

    /// <summary>Whether chance explains the lead.</summary>
    public bool? IsWithinNoise => RunnerUp is { } second ? WinnerRule.IsWithinNoise(Winner, second) : null;

    /// <summary>What was measured of <see cref="Rival"/>; null when nothing was.</summary>
    public MeasuredVariant? MeasuredRival => Ranked.FirstOrDefault(one => one.Variant == Rival);

    /// <summary>How many times as fast as <see cref="Rival"/> the winner is; null when that was not measured.</summary>
    public double? SpeedUp => MeasuredRival?.Median / Winner.Median;

    /// <summary>How much longer a variant takes than the winner, in per cent.</summary>
    public double? PercentBehind(MeasuredVariant? other) => other is null ? null : 100 * (other.Median / Winner.Median - 1);

    /// <summary>The standings of one spec in all buckets and on all devices of its rows, in the order of their names.</summary>
    public static IReadOnlyList<Standing> Of(string specName, IReadOnlyCollection<TuningRow> rows)
        => [.. BucketRanking.Of(CurrentRows.Of(rows))
            .Select(one => new Standing(specName, one.Device, one.Bucket, one.Ranked) { Problem = one.Problem })
            .OrderBy(one => one.Device.ToString(), StringComparer.Ordinal)
            .ThenBy(one => one.Bucket.Heads)
            .ThenBy(one => one.Bucket.GroupSize)
            .ThenBy(one => one.Bucket.QueryLength)
            .ThenBy(one => one.Bucket.KeyLength)];
}
