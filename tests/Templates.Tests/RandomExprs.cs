using KernelGen.Templates.Expressions;

namespace KernelGen.Templates.Tests;

/// <summary>Random well-typed expressions over the whole language, the same ones for the same seed.</summary>
internal sealed class RandomExprs(int seed, bool withScore = false, bool withData = false, bool withFunctions = true)
{
    private static readonly int[] s_literals = [0, 1, -1, 2, 3, 7, 31, 32, 64, 100, int.MaxValue, int.MinValue];
    private static readonly float[] s_floats = [0f, -0f, 1f, 0.1f, -2.5f, 1e30f, float.NaN, float.PositiveInfinity];

    private static readonly BinaryOp[] s_int =
    [
        BinaryOp.Add, BinaryOp.Subtract, BinaryOp.Multiply, BinaryOp.Divide, BinaryOp.Remainder, BinaryOp.ShiftLeft, BinaryOp.ShiftRight,
        BinaryOp.BitAnd, BinaryOp.BitOr, BinaryOp.BitXor, BinaryOp.Minimum, BinaryOp.Maximum,
    ];

    private static readonly BinaryOp[] s_float =
        [BinaryOp.Add, BinaryOp.Subtract, BinaryOp.Multiply, BinaryOp.Divide, BinaryOp.Minimum, BinaryOp.Maximum];

    private static readonly BinaryOp[] s_comparisons =
        [BinaryOp.Equal, BinaryOp.NotEqual, BinaryOp.Less, BinaryOp.LessOrEqual, BinaryOp.Greater, BinaryOp.GreaterOrEqual];

    public Random Random { get; } = new(seed);

    public Expr Bool(int depth) => depth <= 0 ? Comparison(0) : Random.Next(withData ? 12 : 9) switch
    {
        11 => Expr.Load(RandomData.Parameters[10], Indices(depth - 1)),
        9 => Expr.Load(RandomData.Parameters[5], Index(depth - 1)),
        10 => Expr.Scalar(RandomData.Parameters[9]),
        0 => Expr.Bool(Random.Next(2) == 0),
        1 => Expr.Not(Bool(depth - 1)),
        2 => Expr.And(Bool(depth - 1), Bool(depth - 1)),
        3 => Expr.Or(Bool(depth - 1), Bool(depth - 1)),
        4 => Expr.If(Bool(depth - 1), Bool(depth - 1), Bool(depth - 1)),
        5 => Expr.Of(Pick(BinaryOp.Equal, BinaryOp.NotEqual), Bool(depth - 1), Bool(depth - 1)),
        6 => Expr.Of(Pick(s_comparisons), Float(depth - 1), Float(depth - 1)),
        _ => Comparison(depth),
    };

    public Expr Int(int depth) => depth <= 0 ? IntLeaf() : Random.Next(6) switch
    {
        0 => IntLeaf(),
        1 when Random.Next(5) == 0 => Expr.ToInt(Float(depth - 1)),
        1 => Expr.Of(Pick(UnaryOp.Negate, UnaryOp.BitNot, UnaryOp.Abs), Int(depth - 1)),
        2 => Expr.If(Bool(depth - 1), Int(depth - 1), Int(depth - 1)),
        _ => Expr.Of(Pick(s_int), Int(depth - 1), Int(depth - 1)),
    };

    public Expr Float(int depth) => depth <= 0 ? FloatLeaf() : Random.Next(6) switch
    {
        0 => FloatLeaf(),
        1 when withFunctions => Expr.Of(
            Pick(UnaryOp.Negate, UnaryOp.Abs, UnaryOp.Exp, UnaryOp.Log, UnaryOp.Tanh, UnaryOp.Sqrt), Float(depth - 1)),
        1 => Expr.Of(Pick(UnaryOp.Negate, UnaryOp.Abs, UnaryOp.Sqrt), Float(depth - 1)),
        2 => Expr.If(Bool(depth - 1), Float(depth - 1), Float(depth - 1)),
        3 => Expr.ToFloat(Int(depth - 1)),
        _ => Expr.Of(Pick(s_float), Float(depth - 1), Float(depth - 1)),
    };

    /// <summary>Mostly small values, some at the ends of int32.</summary>
    public int AnyInt() => Random.Next(6) switch
    {
        0 => Pick(s_literals),
        1 => (int)Random.NextInt64(int.MinValue, (long)int.MaxValue + 1),
        _ => Random.Next(-40, 300),
    };

    public Bindings Point() => new()
    {
        Query = AnyInt(),
        Key = AnyInt(),
        QueryOffset = Random.Next(-40, 100),
        QueryLength = AnyInt(),
        KeyLength = AnyInt(),
        Batch = Random.Next(3) == 0 ? AnyInt() : Random.Next(3),
        Head = Random.Next(3) == 0 ? AnyInt() : Random.Next(4),
        KeyHead = AnyInt(),
        QueryHeads = AnyInt(),
        Score = withScore ? (float)((Random.NextDouble() - 0.5) * 20) : 0,
    };

    private Expr Comparison(int depth) => Expr.Of(Pick(s_comparisons), Int(depth - 1), Int(depth - 1));

    // Mostly what people write, so that reads fall inside the arrays.
    private Expr Index(int depth) => Random.Next(4) switch
    {
        0 => Int(depth),
        1 => Expr.Add(Pick(Expr.Q, Expr.K), Expr.Int(Random.Next(-3, 40))),
        _ => Pick(Expr.Q, Expr.K, Expr.Subtract(Expr.Q, Expr.K), Expr.Subtract(Expr.K, Expr.Head)),
    };

    // Mostly those of a mask tensor; sometimes of one whose axes are exchanged, or that is read by blocks, or by anything.
    private Expr[] Indices(int depth) => Random.Next(4) switch
    {
        0 => [Expr.Batch, Expr.KeyHead, Expr.K, Expr.Row],
        1 => [Expr.Int(0), Expr.Head, Expr.Divide(Expr.Row, Expr.Int(Random.Next(1, 9))), Expr.Divide(Expr.K, Expr.Int(Pick(8, 16, 5)))],
        2 => [Expr.Batch, Int(depth), Index(depth), Index(depth)],
        _ => [Expr.Batch, Expr.Head, Expr.Row, Expr.K],
    };

    private Expr IntLeaf() => Random.Next(withData ? 5 : 3) switch
    {
        3 => Expr.Load(RandomData.Parameters[Random.Next(5)], Index(0)),
        4 => Expr.Scalar(RandomData.Parameters[7]),
        0 => Expr.Int(Random.Next(2) == 0 ? Pick(s_literals) : Random.Next(-5, 200)),
        1 => Expr.Of((ExprVariable)Random.Next((int)ExprVariable.Score)),
        _ => Pick(Expr.Q, Expr.K),
    };

    private Expr FloatLeaf() => withData && Random.Next(3) == 0
        ? Random.Next(3) switch
        {
            0 => Expr.Scalar(RandomData.Parameters[8]),
            1 => Expr.Load(RandomData.Parameters[6], Index(0)),
            _ => Expr.Load(RandomData.Parameters[11], Indices(0)),
        }
        : withScore && Random.Next(2) == 0 ? Expr.Score
        : Random.Next(2) == 0 ? Expr.ToFloat(IntLeaf()) : Expr.Float(Pick(s_floats));

    private T Pick<T>(params T[] choices) => choices[Random.Next(choices.Length)];
}
