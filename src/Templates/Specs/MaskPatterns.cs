using KernelGen.Templates.Expressions;
using static KernelGen.Templates.Specs.PatternTerms;

namespace KernelGen.Templates.Specs;

/// <summary>
/// The pattern attributes as expressions. Written with differences of q and k, both of which fit an int with room to spare, so that no
/// length overflows and intervals stay exact.
/// </summary>
public static class MaskPatterns
{
    /// <summary>The constraint <c>k &lt;= q</c>.</summary>
    public static Expr Causal() => Expr.LessOrEqual(Expr.K, Expr.Q);

    /// <summary>
    /// The reach <c>q - left &lt;= k &lt;= q + right</c>. -1 leaves a side unbounded; any other value is a bound, so a generator should
    /// refuse those below -1 before it comes here.
    /// </summary>
    public static Expr SlidingWindow(int left, int right)
    {
        var sides = new List<Expr>();
        if (left != -1)
            sides.Add(AtMost(Expr.Q, Expr.K, left));
        if (right != -1)
            sides.Add(AtMost(Expr.K, Expr.Q, right));
        return ExprSimplifier.Simplify(Expr.And([.. sides]));
    }

    /// <summary>The reach <c>k &lt; count</c>.</summary>
    public static Expr AttentionSink(int count) => Expr.Less(Expr.K, Expr.Int(count));

    /// <summary>
    /// One mask of all parts: reaches add, so they are or-ed with one another (none means everything); constraints narrow, so they are
    /// and-ed to that.
    /// </summary>
    public static Expr Combine(IEnumerable<Expr> constraints, IEnumerable<Expr> reaches)
    {
        var reach = reaches.ToArray();
        var reached = reach.Length == 0 ? Expr.True : Expr.Or(reach);
        return ExprSimplifier.Simplify(Expr.And([.. constraints, reached]));
    }
}
