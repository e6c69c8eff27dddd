using KernelGen.Templates.Expressions;
using static KernelGen.Templates.Specs.PatternTerms;

namespace KernelGen.Templates.Specs;

/// <summary>Patterns of the distance between query and key, and those of the first tokens.</summary>
public static class WindowPatterns
{
    /// <summary>The reach <c>k &lt; count || q &lt; count</c>.</summary>
    public static Expr GlobalTokens(int count) => Expr.Or(Expr.Less(Expr.K, Expr.Int(count)), Expr.Less(Expr.Q, Expr.Int(count)));

    /// <summary>
    /// The reach <c>q - left * dilation &lt;= k &lt;= q + right * dilation &amp;&amp; (q - k) % dilation == 0</c>; the products must fit an int.
    /// </summary>
    public static Expr DilatedWindow(int left, int right, int dilation) => Simple(
        AtMost(Expr.Q, Expr.K, left * dilation), AtMost(Expr.K, Expr.Q, right * dilation), IsMultiple(Distance, dilation));

    /// <summary>The reach <c>k &lt;= q &amp;&amp; (q - k &lt;= stride || (q - k) % stride == 0)</c>.</summary>
    public static Expr StridedWindow(int stride)
        => Simple(MaskPatterns.Causal(), Expr.Or(AtMost(Expr.Q, Expr.K, stride), IsMultiple(Distance, stride)));

    /// <summary>The reach <c>k &lt;= q &amp;&amp; (q / stride == k / stride || k % stride &gt;= stride - summary)</c>.</summary>
    public static Expr FixedStride(int stride, int summary) => Simple(
        MaskPatterns.Causal(),
        Expr.Or(
            Expr.Equal(Block(Expr.Q, stride), Block(Expr.K, stride)),
            Expr.GreaterOrEqual(Place(Expr.K, stride), Expr.Int(stride - summary))));

    /// <summary>The reach <c>k &lt;= q &amp;&amp; ((q - k) &amp; (q - k - 1)) == 0</c>: the distance is 0 or a power of two.</summary>
    public static Expr PowersOfTwo() => Expr.And(
        MaskPatterns.Causal(),
        Expr.Equal(Expr.Of(BinaryOp.BitAnd, Distance, Expr.Subtract(Distance, Expr.Int(1))), Expr.Int(0)));

    private static Expr Simple(params Expr[] parts) => ExprSimplifier.Simplify(Expr.And(parts));
}
