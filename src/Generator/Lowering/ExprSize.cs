using KernelGen.Generator.Diagnostics;
using KernelGen.Templates.Expressions;
using Microsoft.CodeAnalysis;

namespace KernelGen.Generator.Lowering;

/// <summary>
/// How large an expression is when it is written out. In memory parts are shared, and a few locals that double each other would be
/// astronomical on paper.
/// </summary>
internal static class ExprSize
{
    // Half of what the parser of canonical texts accepts.
    private const int MostLeaves = ExprText.MostLeaves / 2;
    private const int DeepestNesting = 128;

    /// <summary>Refuses an expression that is too large.</summary>
    public static void Check(Expr expr, Location at)
    {
        var (leaves, depth) = Measure(expr, new Dictionary<Expr, (long, int)>(ExprByReference.Instance));
        if (leaves > MostLeaves || depth > DeepestNesting)
            throw new NotLowerableException(Descriptors.PredicateTooLarge, at);
    }

    /// <summary>Whether the canonical text of an expression, put together from several, could not be read back.</summary>
    public static bool IsUnreadable(Expr expr)
        => Measure(expr, new Dictionary<Expr, (long, int)>(ExprByReference.Instance)).Leaves > ExprText.MostLeaves;

    private static (long Leaves, int Depth) Measure(Expr expr, Dictionary<Expr, (long Leaves, int Depth)> known)
    {
        if (known.TryGetValue(expr, out var size))
            return size;
        foreach (var child in expr.Children)
        {
            var inner = Measure(child, known);
            size = (Math.Min(int.MaxValue, size.Leaves + inner.Leaves), Math.Max(size.Depth, inner.Depth));
        }
        size = (Math.Max(1, size.Leaves), size.Depth + 1);
        known.Add(expr, size);
        return size;
    }
}
