using System.Globalization;
using KernelGen.Selection;

namespace KernelGen.Tuning;

/// <summary>The columns of the table of measurements, which every store has, and how a row fills them.</summary>
internal static class TuningColumns
{
    /// <summary>The version of the schema that this code reads and writes.</summary>
    public const int Version = 2;

    /// <summary>Their names, in the order in which they are written and read.</summary>
    public const string Names = NamesOfVersion1 + ", times_us";

    private const string NamesOfVersion1 =
        "key, spec_hash, emitter_version, family, variant, device_key, bucket_heads, bucket_queries, bucket_keys, spec_name, spec_text, "
        + "status, message, shape, threads, samples, median_us, p20_us, p80_us, max_error, tool_version, time, environment, comment";

    /// <summary>What to select from a table of a version, in the order of <see cref="Names"/>; what an older one lacks is empty.</summary>
    public static string Of(int version) => version < 2 ? NamesOfVersion1 + ", ''" : Names;

    /// <summary>What a row puts into the columns: texts, integers (long), and numbers (double) or null.</summary>
    public static IReadOnlyList<object?> Values(TuningRow row) =>
    [
        row.Key.ToString(),
        row.Key.SpecHash,
        (long)row.Key.EmitterVersion,
        row.Key.Family,
        row.Key.Variant,
        row.Key.DeviceKey,
        (long)row.Key.Bucket.Heads,
        (long)row.Key.Bucket.QueryLength,
        (long)row.Key.Bucket.KeyLength,
        row.SpecName,
        row.SpecText,
        TuningStatusText.Of(row.Status),
        row.Message,
        row.Shape,
        (long)row.Threads,
        .. Measured(row),
        row.MaxError,
        row.ToolVersion,
        Text(row.Time),
        row.Environment,
        row.Comment,
        row.Times.ToString(),
    ];

    /// <summary>The samples and what follows from them, as they stand among <see cref="Values"/>.</summary>
    public static IReadOnlyList<object?> Measured(TuningRow row) => [(long)row.Samples, row.Median, row.P20, row.P80];

    /// <summary>Reads a row; null when its status is of a later version, because then it is not for this one.</summary>
    public static TuningRow? Read(ITuningColumns row)
    {
        if (!TuningStatusText.TryParse(row.Text(11), out var status))
            return null;
        var bucket = WithGroup(new ShapeBucket((int)row.Integer(6), (int)row.Integer(7), (int)row.Integer(8)), row.Text(13));
        return new TuningRow
        {
            Key = new TuningKey(row.Text(1), (int)row.Integer(2), row.Text(3), row.Text(4), row.Text(5), bucket),
            SpecName = row.Text(9),
            SpecText = row.Text(10),
            Status = status,
            Message = row.Text(12),
            Shape = row.Text(13),
            Threads = (int)row.Integer(14),
            Samples = (int)row.Integer(15),
            Median = row.Number(16),
            P20 = row.Number(17),
            P80 = row.Number(18),
            MaxError = row.Number(19),
            ToolVersion = row.Text(20),
            Time = DateTimeOffset.TryParse(row.Text(21), CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time)
                ? time
                : DateTimeOffset.UnixEpoch,
            Environment = row.Text(22),
            Comment = row.Text(23),
            Times = SampleTimes.TryParse(row.Text(24), out var times) ? times : SampleTimes.None,
        };
    }

    // The group has no column: the exact shape says it, also in rows from before buckets knew it.
    private static ShapeBucket WithGroup(ShapeBucket bucket, string shape)
    {
        if (!DecodeShapes.Contains(bucket))
            return bucket;
        var parts = shape.Split(',', StringSplitOptions.TrimEntries);
        var heads = Size(parts, "Hq") ?? 1;
        return ShapeBucket.WithGroup(bucket, heads, Size(parts, "Hkv") ?? heads);
    }

    private static int? Size(string[] parts, string name)
        => Array.Find(parts, part => part.StartsWith(name, StringComparison.OrdinalIgnoreCase)) is { } part
            && int.TryParse(part.AsSpan(name.Length), NumberStyles.None, CultureInfo.InvariantCulture, out var size) ? size : null;

    /// <summary>A point in time as it is stored: in UTC, and so that the order of texts is the order of times.</summary>
    public static string Text(DateTimeOffset time) => time.UtcDateTime.ToString("O", CultureInfo.InvariantCulture);
}
