using KernelGen.Devices;
using KernelGen.Selection;
using KernelGen.Templates.Specs;
using KernelGen.Tuner.Search;
using KernelGen.Tuner.Specs;
using KernelGen.Tuner.Storage;
using KernelGen.Tuning;

namespace KernelGen.Tuner.Replay;

/// <summary>What an exhaustive sweep measured of one spec for one shape on one device: the same variants in every round.</summary>
internal sealed class Recording
{
    private readonly Dictionary<string, IReadOnlyList<double>> _times;

    /// <summary>A recording.</summary>
    /// <param name="spec">The spec.</param>
    /// <param name="device">The device.</param>
    /// <param name="shape">The shape.</param>
    /// <param name="times">For each variant its times in measuring order, in microseconds; the n-th of all variants were taken in one round.</param>
    public Recording(SpecEntry spec, DeviceKey device, AttentionShape shape, IReadOnlyDictionary<string, IReadOnlyList<double>> times)
    {
        (Spec, Device, Shape) = (spec, device, shape);
        _times = times.ToDictionary(one => one.Key, one => one.Value);
        Truth = RoundEstimates.Of(
            from variant in times from round in Enumerable.Range(0, variant.Value.Count) select new RoundSample(round, variant.Key, variant.Value[round]));
        Best = times.Keys.MinBy(Truth.Of)!;
    }

    /// <summary>The spec.</summary>
    public SpecEntry Spec { get; }

    /// <summary>The device.</summary>
    public DeviceKey Device { get; }

    /// <summary>The shape.</summary>
    public AttentionShape Shape { get; }

    /// <summary>The shape's bucket.</summary>
    public ShapeBucket Bucket => ShapeBucket.Of(Shape);

    /// <summary>The variants that were measured.</summary>
    public IReadOnlyCollection<string> Variants => _times.Keys;

    /// <summary>What all samples together say.</summary>
    public RoundEstimates Truth { get; }

    /// <summary>The variant that is the fastest by all samples.</summary>
    public string Best { get; }

    /// <summary>Rounds that were recorded.</summary>
    public int Rounds => _times.Values.Min(times => times.Count);

    /// <summary>A recorded time.</summary>
    public double Time(string variant, int round) => _times[variant][round];

    /// <summary>By what share a variant is slower than the best one: 0.1 for a tenth.</summary>
    public double Loss(string variant) => Truth.Behind(variant, Best);

    /// <summary>Reads recordings from files, or from the .jsonl files of folders.</summary>
    /// <exception cref="ToolException">There are none, or one cannot be read.</exception>
    public static IReadOnlyList<Recording> Read(IEnumerable<string> paths)
    {
        var rows = paths.SelectMany(Files).SelectMany(MeasurementFile.Read).Where(row => row.Status == TuningStatus.Ok && row.Times.Count > 0).ToList();
        var recordings = rows
            .GroupBy(row => (row.Key.SpecHash, row.Key.DeviceKey, row.Problem))
            .Where(cell => cell.Select(row => row.Key.Variant).Distinct().Count() > 1)
            .Select(Of)
            .OrderBy(one => one.Spec.Name, StringComparer.Ordinal).ThenBy(one => one.Device.ToString(), StringComparer.Ordinal)
            .ThenBy(one => one.Bucket.QueryLength).ThenBy(one => one.Bucket.KeyLength).ThenBy(one => one.Bucket.Heads).ThenBy(one => one.Bucket.GroupSize)
            .ToList();
        return recordings.Count > 0 ? recordings : throw new ToolException("The recordings hold no shape with samples of two variants or more.");
    }

    private static IEnumerable<string> Files(string path)
    {
        if (!Directory.Exists(path))
            return [path];
        var files = Directory.GetFiles(path, "*.jsonl").Order(StringComparer.Ordinal).ToList();
        return files.Count > 0 ? files : throw new ToolException($"'{path}' holds no recordings; they are .jsonl files that `kernelgen export --measurements` writes.");
    }

    private static Recording Of(IEnumerable<TuningRow> rows)
    {
        // The newest measurement of a variant speaks for it.
        var newest = rows.GroupBy(row => row.Key.Variant).ToDictionary(group => group.Key, group => group.MaxBy(row => row.Time)!);
        var first = newest.Values.First();
        if (!DeviceKey.TryParse(first.Key.DeviceKey, out var device))
            throw new ToolException($"The recording of {first.SpecName} has the device key '{first.Key.DeviceKey}', which is none.");
        return new Recording(
            Parse(first), device, ShapeText.Parse("shape", first.Shape),
            newest.ToDictionary(one => one.Key, one => (IReadOnlyList<double>)one.Value.Times));
    }

    private static SpecEntry Parse(TuningRow row)
    {
        try
        {
            return new SpecEntry(row.SpecName, row.SpecText, row.Key.SpecHash, SpecText.Parse(row.SpecText));
        }
        catch (FormatException error)
        {
            throw new ToolException($"The recording of {row.SpecName} holds a spec that this version cannot read: {error.Message}");
        }
    }
}
