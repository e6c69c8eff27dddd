using KernelGen.Templates.Expressions;

namespace KernelGen.Templates.Specs;

/// <summary>Patterns of tokens that form a tree.</summary>
public static class TreePatterns
{
    /// <summary>How many keys stand before the tree.</summary>
    public static ExprParameter Committed { get; } = new("committed", ExprDataType.Int32, IsArray: false);

    /// <summary>Where a walk around the tree enters each token.</summary>
    public static ExprParameter Enter { get; } = new("enter", ExprDataType.Int32, IsArray: true);

    /// <summary>Where it leaves the token and all below it.</summary>
    public static ExprParameter Leave { get; } = new("leave", ExprDataType.Int32, IsArray: true);

    /// <summary>
    /// The constraint <c>k &lt; committed ? k &lt;= q : q &gt;= committed &amp;&amp; enter[b] &lt;= enter[a] &amp;&amp; enter[a] &lt;
    /// leave[b]</c> with <c>a = max(q - committed, 0)</c> and <c>b = max(k - committed, 0)</c>: k is q or above it.
    /// </summary>
    public static Expr TokenTree()
    {
        var committed = Expr.Scalar(Committed);
        var (query, key) = (Token(Expr.Q, committed), Token(Expr.K, committed));
        var isAbove = Expr.And(
            Expr.GreaterOrEqual(Expr.Q, committed),
            Expr.LessOrEqual(Expr.Load(Enter, key), Expr.Load(Enter, query)),
            Expr.Less(Expr.Load(Enter, query), Expr.Load(Leave, key)));
        return ExprSimplifier.Simplify(Expr.If(Expr.Less(Expr.K, committed), MaskPatterns.Causal(), isAbove));
    }

    // Indices must lie inside their arrays whatever conditions stand around them.
    private static Expr Token(Expr position, Expr committed) => Expr.Maximum(Expr.Subtract(position, committed), Expr.Int(0));
}
