using KernelGen.Devices;
using KernelGen.Tuning;

namespace KernelGen.Selection;

/// <summary>The correct variants of a bucket on a device, ranked by their times of one problem.</summary>
/// <param name="Device">The device.</param>
/// <param name="Bucket">The shapes.</param>
/// <param name="Ranked">The variants, the winner first.</param>
internal readonly record struct BucketRanking(DeviceKey Device, ShapeBucket Bucket, IReadOnlyList<MeasuredVariant> Ranked)
{
    /// <summary>What was timed.</summary>
    public TimedProblem Problem { get; init; }

    /// <summary>The ranking of every device and bucket that has a correct measurement.</summary>
    /// <param name="rows">Rows of one spec, oldest first.</param>
    public static IEnumerable<BucketRanking> Of(IEnumerable<TuningRow> rows)
    {
        foreach (var place in rows.GroupBy(row => (row.Key.DeviceKey, row.Key.Bucket)))
        {
            var (problem, measured) = Contest([.. place]);
            if (measured.Count > 0 && DeviceKey.TryParse(place.Key.DeviceKey, out var device))
                yield return new BucketRanking(device, place.Key.Bucket, WinnerRule.Rank(measured)) { Problem = problem };
        }
    }

    // Of several problems in a bucket the one that was measured last stands for it, but one with a single variant, which compares nothing, only when there
    // is no other.
    private static (TimedProblem Problem, IReadOnlyList<MeasuredVariant> Measured) Contest(IReadOnlyList<TuningRow> place)
    {
        var keys = place.GroupBy(row => row.Key).ToList();
        return place.Reverse().Where(Counts).Select(row => row.Problem).Distinct()
            .Select(problem => (Problem: problem, Measured: Correct(keys, problem)))
            .OrderByDescending(one => Math.Min(one.Measured.Count, 2))
            .FirstOrDefault((default, []));
    }

    private static IReadOnlyList<MeasuredVariant> Correct(IEnumerable<IEnumerable<TuningRow>> keys, TimedProblem problem)
        => [.. keys.Select(key => SpeakingRow.Of(key, problem)).OfType<TuningRow>().Where(Counts).Select(Measured)];

    private static bool Counts(TuningRow row) => row.Status == TuningStatus.Ok && TunedTable.Speaks(row);

    private static MeasuredVariant Measured(TuningRow row)
    {
        var median = row.Median ?? 0;
        return new MeasuredVariant(row.Key.Variant, median, row.P20 ?? median, row.P80 ?? median, row.Samples);
    }
}
