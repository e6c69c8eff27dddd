using KernelGen.Templates.Specs;

namespace KernelGen.Templates.Tests;

/// <summary>Every score attribute, some with several arguments. Definitions follow the code that the papers published.</summary>
public static class ScoreCases
{
    public static IReadOnlyList<ScoreCase> All { get; } =
    [
        new("Alibi", BiasPatterns.Alibi(), at => -Slopes(at.Heads)[at.Head] * Math.Abs(at.Query - at.Key)),
        Buckets(32, 128, false),
        Buckets(32, 128, true),
        Buckets(20, 50, false),
        Buckets(4, 3, true),
        Buckets(7, 4, true),
        Buckets(7, 2000, false),
        Buckets(128, 65, true),
        Window(7, 7),
        Window(4, 9),
        Window(8, 2),
        Window(1, 1),
    ];

    /// <summary>The slopes of a number of heads, recursively.</summary>
    public static double[] Slopes(int heads)
    {
        if (int.IsPow2(heads))
        {
            var first = Math.Pow(2, -Math.Pow(2, -(Math.Log2(heads) - 3)));
            return [.. Enumerable.Range(0, heads).Select(head => first * Math.Pow(first, head))];
        }
        var closest = 1;
        while (2 * closest < heads)
            closest *= 2;
        return [.. Slopes(closest), .. Slopes(2 * closest).Where((_, index) => index % 2 == 0).Take(heads - closest)];
    }

    private static ScoreCase Buckets(int buckets, int maxDistance, bool causal) => new(
        $"RelativeBuckets({buckets}, {maxDistance}{(causal ? ", causal" : "")})", BiasPatterns.RelativeBuckets(buckets, maxDistance, causal),
        at => at.Number(0, Bucket(at.Key - at.Query, !causal, buckets, maxDistance) * at.Heads + at.Head))
    {
        Data = [BiasPatterns.BucketBias],
        Values = heads => [Table(buckets * heads)],
    };

    // T5's relative_position_bucket; the summand keeps a logarithm that is exactly on a boundary there.
    private static int Bucket(int relativePosition, bool bidirectional, int buckets, int maxDistance)
    {
        var bucket = 0;
        if (bidirectional)
        {
            buckets /= 2;
            bucket += relativePosition > 0 ? buckets : 0;
            relativePosition = Math.Abs(relativePosition);
        }
        else
        {
            relativePosition = -Math.Min(relativePosition, 0);
        }
        var exact = buckets / 2;
        if (relativePosition < exact)
            return bucket + relativePosition;
        var logarithmic = Math.Log(relativePosition / (double)exact) / Math.Log(maxDistance / (double)exact) * (buckets - exact);
        return bucket + Math.Min(exact + (int)Math.Floor(logarithmic + 1e-9), buckets - 1);
    }

    private static ScoreCase Window(int height, int width) => new(
        $"SwinRelativeBias({height}, {width})", BiasPatterns.SwinRelativeBias(height, width),
        at => at.Number(0, Offsets(height, width)[at.Query % (height * width), at.Key % (height * width)] * at.Heads + at.Head))
    {
        Data = [BiasPatterns.WindowBias],
        Values = heads => [Table((2 * height - 1) * (2 * width - 1) * heads)],
    };

    // Swin's relative_position_index: coordinates of all pixels, their differences shifted to start at 0, rows times the columns' number.
    private static int[,] Offsets(int height, int width)
    {
        var pixels = (from y in Enumerable.Range(0, height) from x in Enumerable.Range(0, width) select (Y: y, X: x)).ToArray();
        var index = new int[pixels.Length, pixels.Length];
        for (var i = 0; i < pixels.Length; i++)
        {
            for (var j = 0; j < pixels.Length; j++)
            {
                var (y, x) = (pixels[i].Y - pixels[j].Y + height - 1, pixels[i].X - pixels[j].X + width - 1);
                index[i, j] = y * (2 * width - 1) + x;
            }
        }
        return index;
    }

    private static float[] Table(int count) => [.. Enumerable.Range(0, count).Select(i => 3 * MathF.Sin(i))];
}
