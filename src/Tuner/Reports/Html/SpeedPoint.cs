using KernelGen.Selection;

namespace KernelGen.Tuner.Reports.Html;

/// <summary>What a call does with its keys; speeds of one kind belong on one line.</summary>
internal enum SpeedKind
{
    /// <summary>As many queries as keys.</summary>
    Prefill,

    /// <summary>Some queries at the end of the keys.</summary>
    Chunk,

    /// <summary>A few queries.</summary>
    Decode,
}

/// <summary>How fast a spec is at a length.</summary>
/// <param name="Kind">What the call does.</param>
/// <param name="Length">Keys.</param>
/// <param name="Label">The shape.</param>
/// <param name="Tuned">GFLOP/s of the winner.</param>
/// <param name="Untuned">GFLOP/s of what runs untuned; null when that was not measured.</param>
internal sealed record SpeedPoint(SpeedKind Kind, int Length, string Label, double Tuned, double? Untuned);

/// <summary>The speeds of a spec.</summary>
/// <param name="Points">The points, by length.</param>
/// <param name="CountsAllowed">Whether only allowed pairs count; else the mask could not be counted without the call's data.</param>
internal sealed record SpeedSeries(IReadOnlyList<SpeedPoint> Points, bool CountsAllowed)
{
    /// <summary>From what was measured; empty where the spec cannot be read.</summary>
    public static SpeedSeries Of(ReportSpec spec)
    {
        if (spec.Entry is not { } entry)
            return new SpeedSeries([], false);
        var allowed = new AllowedShare(entry);
        var shapes = spec.Buckets.Where(one => one.Standing is not null).Select(one => (Bucket: one, one.Shape)).Where(one => one.Shape is not null)
            .Select(one => (one.Bucket, Shape: one.Shape!.Value, Share: allowed.Of(one.Shape.Value))).ToList();
        // One measure for all points, or a line would show nothing.
        var counts = shapes.Count > 0 && shapes.All(one => one.Share is not null);
        return new SpeedSeries(
            [.. shapes.OrderBy(one => one.Shape.QueryHeads).Select(one => Point(one.Bucket, one.Shape, Operations(entry, one.Shape) * (counts ? one.Share!.Value : 1)))
                .OrderBy(point => point.Length)],
            counts);
    }

    private static SpeedPoint Point(ReportBucket bucket, in AttentionShape shape, double operations)
    {
        var standing = bucket.Standing!;
        var kind = DecodeShapes.Contains(shape) ? SpeedKind.Decode : shape.QueryLength < shape.KeyLength ? SpeedKind.Chunk : SpeedKind.Prefill;
        return new SpeedPoint(kind, shape.KeyLength, bucket.Label, Gflops(operations, standing.Winner.Median), standing.MeasuredRival is { } rival ? Gflops(operations, rival.Median) : null);
    }

    private static double Gflops(double operations, double microseconds) => operations / microseconds / 1e3;

    // Two operations for each multiply-add of both products.
    private static double Operations(Specs.SpecEntry entry, in AttentionShape shape)
        => 2.0 * (entry.Spec.HeadDim + entry.Spec.ValueHeadDim) * shape.Batch * shape.QueryHeads * shape.QueryLength * shape.KeyLength;
}
