using KernelGen.Templates.Expressions;

namespace KernelGen.Templates.Specs;

/// <summary>The terms that patterns are written with.</summary>
internal static class PatternTerms
{
    /// <summary>How far the key lies behind the query: <c>q - k</c>.</summary>
    public static Expr Distance { get; } = Expr.Subtract(Expr.Q, Expr.K);

    /// <summary><c>further - nearer &lt;= distance</c>. A distance of 0 is a plain comparison, the one of a causal mask, so that both merge.</summary>
    public static Expr AtMost(Expr further, Expr nearer, int distance)
        => distance == 0 ? Expr.LessOrEqual(further, nearer) : Expr.LessOrEqual(Expr.Subtract(further, nearer), Expr.Int(distance));

    /// <summary><c>|left - right| &lt;= distance</c>.</summary>
    public static Expr Within(Expr left, Expr right, int distance)
        => distance == 0 ? Expr.Equal(left, right) : Expr.LessOrEqual(Expr.Abs(Expr.Subtract(left, right)), Expr.Int(distance));

    /// <summary><c>position / size</c>: the block, frame or row that a position is in.</summary>
    public static Expr Block(Expr position, int size) => Expr.Divide(position, Expr.Int(size));

    /// <summary><c>position % size</c>: its place there.</summary>
    public static Expr Place(Expr position, int size) => Expr.Remainder(position, Expr.Int(size));

    /// <summary><c>value % divisor == 0</c>.</summary>
    public static Expr IsMultiple(Expr value, int divisor) => Expr.Equal(Place(value, divisor), Expr.Int(0));
}
