using KernelGen.Templates.Specs;

namespace KernelGen.Generator.Parsing;

/// <summary>The score library: what attributes do to a logit, and the sink. [LowRankBias] is read by <see cref="LowRankBiasParser"/>.</summary>
internal static class Scores
{
    // Each bucket that is not exact is a comparison in the kernel.
    private const int MostBuckets = 128;

    // The offsets of a window, times some two thousand heads, number the elements of a table.
    private const int LargestSide = 512;

    /// <summary>All of them, in the order in which they change a logit: that of their sections in docs/scores.md.</summary>
    public static IReadOnlyList<Pattern> All { get; } =
    [
        new("Alibi", PatternKind.Score, [], _ => BiasPatterns.Alibi()),
        new(
            "RelativeBuckets", PatternKind.Score,
            [new("buckets", 4, Buckets), new("maxDistance", 3, _ => (1 << 30) - 1), new("causal", 0, _ => 1)],
            a => BiasPatterns.RelativeBuckets(a[0], a[1], a[2] != 0)) { Data = [BiasPatterns.BucketBias] },
        new("SwinRelativeBias", PatternKind.Score, [Side("height"), Side("width")], a => BiasPatterns.SwinRelativeBias(a[0], a[1]))
        {
            Data = [BiasPatterns.WindowBias],
        },
        new("SinkLogit", PatternKind.SinkLogit, [], _ => ScorePatterns.SinkLogit()) { Data = [ScorePatterns.Sink] },
    ];

    private static PatternArgument Side(string name) => new(name, 1, _ => LargestSide);

    // The exact buckets, a half or a quarter of all, must end before the distance that shares the last one.
    private static int Buckets(int[] arguments)
        => Math.Max(4, Math.Min(MostBuckets, (arguments[2] != 0 ? 2 : 4) * Math.Min(arguments[1], MostBuckets) - 1));
}
