using KernelGen.Devices;
using KernelGen.Selection;
using KernelGen.Templates.Specs;
using KernelGen.Tuner.Search;
using KernelGen.Tuner.Specs;
using KernelGen.Tuner.Storage;
using KernelGen.Tuner.Targets;
using KernelGen.Tuning;

namespace KernelGen.Tuner.Reports.Html;

/// <summary>What a report is about.</summary>
/// <param name="Database">The file that it comes from.</param>
/// <param name="Created">When it was made.</param>
/// <param name="Devices">The devices.</param>
internal sealed record ReportData(string Database, DateTimeOffset Created, IReadOnlyList<ReportDevice> Devices)
{
    /// <summary>Sorts measurements by device, spec and bucket.</summary>
    /// <param name="database">The file that they come from.</param>
    /// <param name="created">When the report is made.</param>
    /// <param name="rows">The measurements, oldest first.</param>
    /// <param name="targets">Who knows what runs untuned.</param>
    public static ReportData Of(string database, DateTimeOffset created, IReadOnlyList<TuningRow> rows, ToolTargets targets) => new(
        database,
        created,
        [.. rows.GroupBy(row => row.Key.DeviceKey).OrderBy(device => device.Key, StringComparer.Ordinal).Select(device => new ReportDevice(
            device.Key,
            [.. device.GroupBy(row => row.Key.SpecHash).Select(spec => ReportSpec.Of([.. spec], targets)).OrderBy(spec => spec.Name, StringComparer.Ordinal)]))]);
}

/// <summary>A device.</summary>
/// <param name="Key">Its key.</param>
/// <param name="Specs">What was measured on it.</param>
internal sealed record ReportDevice(string Key, IReadOnlyList<ReportSpec> Specs)
{
    /// <summary>The multiply-add ceiling in GFLOP/s; null when it is not known.</summary>
    public double? Ceiling { get; init; }

    /// <summary>Where and with what it was measured, newest first.</summary>
    public IReadOnlyList<string> Environments { get; }
        = [.. Specs.SelectMany(spec => spec.Rows).OrderByDescending(row => row.Time).Select(row => row.Environment).Distinct()];
}

/// <summary>A spec on a device.</summary>
/// <param name="Name">The class that declares it.</param>
/// <param name="Entry">The spec; null when this tool cannot read its text.</param>
/// <param name="Buckets">Its shapes.</param>
/// <param name="Rows">The measurement that speaks for each variant and bucket.</param>
internal sealed record ReportSpec(string Name, SpecEntry? Entry, IReadOnlyList<ReportBucket> Buckets, IReadOnlyList<TuningRow> Rows)
{
    /// <summary>From the measurements of one spec on one device.</summary>
    public static ReportSpec Of(IReadOnlyList<TuningRow> rows, ToolTargets targets)
    {
        var (name, text) = (rows[^1].SpecName, rows[^1].SpecText);
        var entry = Parse(name, text);
        var untuned = entry is null ? null : ChosenVariant.OfDefaults(targets, entry);
        var standings = Standing.Of(name, rows).ToDictionary(one => one.Bucket, one => one with { Rival = untuned?.Default(one.Device, one.Bucket) });
        List<ReportBucket> buckets = [.. CurrentRows.Of(rows).GroupBy(row => row.Key.Bucket)
            .Select(group => ReportBucket.Of([.. group], standings.GetValueOrDefault(group.Key)))
            .OrderBy(bucket => bucket.Order)];
        return new ReportSpec(name, entry, buckets, [.. buckets.SelectMany(bucket => bucket.Rows)]);
    }

    private static SpecEntry? Parse(string name, string text)
    {
        try
        {
            var spec = SpecText.Parse(text);
            return new SpecEntry(name, text, SpecHash.Of(spec), spec);
        }
        catch (FormatException)
        {
            return null;
        }
    }
}

/// <summary>A bucket of a spec on a device.</summary>
/// <param name="Bucket">The shapes.</param>
/// <param name="Standing">The correct variants, ranked; null when there are none.</param>
/// <param name="Shape">The shape that was measured; of several in the bucket the one that was ranked; null when it cannot be read.</param>
/// <param name="Rows">The measurement of each variant that speaks for it.</param>
internal sealed record ReportBucket(ShapeBucket Bucket, Standing? Standing, AttentionShape? Shape, IReadOnlyList<TuningRow> Rows)
{
    /// <summary>From the measurements for a bucket, oldest first: what they say of one exact shape and number of threads, as times of others cannot be compared.</summary>
    public static ReportBucket Of(IReadOnlyList<TuningRow> rows, Standing? standing)
    {
        var problem = standing?.Problem ?? rows[^1].Problem;
        var speaking = rows.GroupBy(row => row.Key).Select(key => SpeakingRow.Of(key, problem)).OfType<TuningRow>();
        return new ReportBucket(rows[0].Key.Bucket, standing, ShapeText.TryParse(problem.Shape), [.. speaking]);
    }

    /// <summary>The shape as people read it.</summary>
    public string Label => Shape is { } shape
        ? HtmlText.Shape((long)shape.Batch * shape.QueryHeads, Bucket.GroupSize > 1 ? shape.GroupSize : 1, shape.QueryLength, shape.KeyLength)
        : HtmlText.Shape(Bucket.Heads, Bucket.GroupSize, Bucket.QueryLength, Bucket.KeyLength);

    /// <summary>Where it stands among others: decoding last, short before long.</summary>
    public (bool, int, int, long, int) Order => Shape is { } shape
        ? (DecodeShapes.Contains(shape), shape.KeyLength, shape.QueryLength, (long)shape.Batch * shape.QueryHeads, Bucket.GroupSize)
        : (DecodeShapes.Contains(Bucket), Bucket.KeyLength, Bucket.QueryLength, Bucket.Heads, Bucket.GroupSize);
}
