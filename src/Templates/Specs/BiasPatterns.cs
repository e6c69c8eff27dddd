using System.Numerics;
using KernelGen.Templates.Expressions;
using static KernelGen.Templates.Specs.PatternTerms;

namespace KernelGen.Templates.Specs;

/// <summary>Score functions that add a bias of the positions to the logit.</summary>
public static class BiasPatterns
{
    /// <summary>The bias of each bucket and query head, bucket after bucket.</summary>
    public static ExprParameter BucketBias { get; } = new("bucketBias", ExprDataType.Single, IsArray: true);

    /// <summary>The bias of each offset within a window and each query head, offset after offset.</summary>
    public static ExprParameter WindowBias { get; } = new("windowBias", ExprDataType.Single, IsArray: true);

    /// <summary><c>score - slope * |q - k|</c>, the slope depending on the head and on how many there are.</summary>
    public static Expr Alibi()
        => Expr.Subtract(Expr.Score, Expr.Multiply(Slope(), Expr.ToFloat(Expr.Abs(Distance))));

    /// <summary><c>score + bucketBias[bucket * queryHeads + head]</c>, the bucket of the distance between query and key.</summary>
    public static Expr RelativeBuckets(int buckets, int maxDistance, bool isCausal)
        => Expr.Add(Expr.Score, OfHead(BucketBias, ExprSimplifier.Simplify(Bucket(buckets, maxDistance, isCausal))));

    /// <summary>
    /// <c>score + windowBias[offset * queryHeads + head]</c>, the offset between the places of query and key in windows of height times width
    /// tokens.
    /// </summary>
    public static Expr SwinRelativeBias(int height, int width)
    {
        var window = height * width;
        var rows = Expr.Subtract(Block(Place(Expr.Q, window), width), Block(Place(Expr.K, window), width));
        var columns = Expr.Subtract(Place(Expr.Q, width), Place(Expr.K, width));
        var offset = Expr.Add(
            Expr.Multiply(Expr.Add(rows, Expr.Int(height - 1)), Expr.Int(2 * width - 1)), Expr.Add(columns, Expr.Int(width - 1)));
        return Expr.Add(Expr.Score, OfHead(WindowBias, ExprSimplifier.Simplify(offset)));
    }

    private static Expr OfHead(ExprParameter table, Expr row)
        => Expr.Load(table, Expr.Add(Expr.Multiply(row, Expr.QueryHeads), Expr.Head));

    // With p heads, p being the largest power of two of them, slopes are 2^(-8 (head + 1) / p); the heads from p on take every other slope
    // of 2 p heads: 2^(-4 (2 (head - p) + 1) / p). The summand keeps the logarithm of a power of two from falling below its integer, and is
    // too small to lift that of any other number of heads below 2^16 to the next one.
    private static Expr Slope()
    {
        var log2 = Expr.Multiply(Expr.Of(UnaryOp.Log, Expr.ToFloat(Expr.QueryHeads)), Expr.Float((float)LogitScale.Log2E));
        var power = Expr.Of(BinaryOp.ShiftLeft, Expr.Int(1), Expr.ToInt(Expr.Add(log2, Expr.Float(1e-5f))));
        var place = Expr.If(
            Expr.Less(Expr.Head, power),
            Expr.Multiply(Expr.Int(2), Expr.Add(Expr.Head, Expr.Int(1))),
            Expr.Add(Expr.Multiply(Expr.Int(2), Expr.Subtract(Expr.Head, power)), Expr.Int(1)));
        return Expr.Of(UnaryOp.Exp, Expr.Multiply(
            Expr.Divide(Expr.ToFloat(place), Expr.ToFloat(power)), Expr.Float((float)(-4 / LogitScale.Log2E))));
    }

    // Near keys have buckets of their own, those further away share logarithmic ones: min(n, exact) plus the number of boundaries that the
    // distance n has reached. The smallest and the largest value are those of the buckets, so the table's length can be checked.
    private static Expr Bucket(int buckets, int maxDistance, bool isCausal)
    {
        var distance = isCausal ? Expr.Maximum(Distance, Expr.Int(0)) : Expr.Abs(Distance);
        var side = isCausal ? buckets : buckets / 2;
        var exact = side / 2;
        var bucket = Expr.Minimum(distance, Expr.Int(exact));
        for (var step = 1; step < side - exact; step++)
        {
            var isReached = Expr.GreaterOrEqual(distance, Expr.Int(Boundary(step, side - exact, exact, maxDistance)));
            bucket = Expr.Add(bucket, Expr.If(isReached, Expr.Int(1), Expr.Int(0)));
        }
        return isCausal ? bucket : Expr.Add(bucket, Expr.If(Expr.Greater(Expr.K, Expr.Q), Expr.Int(side), Expr.Int(0)));
    }

    // The smallest n with steps * log(n / exact) / log(maxDistance / exact) >= step, in integers:
    // n^steps * exact^step >= maxDistance^step * exact^steps.
    private static int Boundary(int step, int steps, int exact, int maxDistance)
    {
        var wanted = BigInteger.Pow(maxDistance, step) * BigInteger.Pow(exact, steps);
        var factor = BigInteger.Pow(exact, step);
        var (below, reached) = (exact, maxDistance);
        while (reached - below > 1)
        {
            var middle = below + (reached - below) / 2;
            if (BigInteger.Pow(middle, steps) * factor >= wanted)
                reached = middle;
            else
                below = middle;
        }
        return reached;
    }
}
