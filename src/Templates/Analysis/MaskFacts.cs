using KernelGen.Planning;
using KernelGen.Templates.Expressions;

namespace KernelGen.Templates.Analysis;

/// <summary>
/// What can be proven of a mask for all lengths at once, for diagnostics. Holds for indices and lengths up to 2^30 and for positions from
/// -2^29 to 2^30; a false answer means "not proven".
/// </summary>
public static class MaskFacts
{
    // Alternatives to look at before giving up; masks that people write have a handful.
    private const int MostAlternatives = 256;

    /// <summary>Proven: no query ever sees a key.</summary>
    public static bool NeverAllows(Expr mask)
    {
        var budget = MostAlternatives;
        return !MayHold(new Stack<Expr>([ExprSimplifier.Simplify(mask)]), new DifferenceBounds(), ref budget);
    }

    /// <summary>Proven: every query always sees every key.</summary>
    public static bool AlwaysAllows(Expr mask) => NeverAllows(Expr.Not(mask));

    // Whether all of pending can hold at once, as far as can be told: alternatives are tried one by one, comparisons collect as bounds.
    private static bool MayHold(Stack<Expr> pending, DifferenceBounds bounds, ref int budget)
    {
        while (pending.Count > 0)
        {
            var expr = pending.Pop();
            if (Unfold(expr, pending))
                continue;
            if (Alternatives(expr) is { } alternatives)
                return AnyMayHold(alternatives, pending, bounds, ref budget);
            if (Wide.Bool(expr) == Truth.False)
                return false;
            if (expr is Binary comparison && LinearForm.Difference(comparison) is { } difference)
                bounds.Add(comparison.Op, difference);
        }
        return bounds.AreConsistent();
    }

    private static bool AnyMayHold(Expr[] alternatives, Stack<Expr> pending, DifferenceBounds bounds, ref int budget)
    {
        budget -= alternatives.Length;
        if (budget < 0)
            return true;
        foreach (var alternative in alternatives)
        {
            var rest = new Stack<Expr>(pending);
            rest.Push(alternative);
            if (MayHold(rest, bounds.Copy(), ref budget))
                return true;
        }
        return false;
    }

    // Replaces a conjunction by its parts.
    private static bool Unfold(Expr expr, Stack<Expr> pending)
    {
        var (left, right) = expr switch
        {
            Binary { Op: BinaryOp.And } and => (and.Left, and.Right),
            Unary { Operand: Binary { Op: BinaryOp.Or } or } => (LogicRules.Negated(or.Left), LogicRules.Negated(or.Right)),
            _ => (null, null),
        };
        if (left is null || right is null)
            return false;
        pending.Push(left);
        pending.Push(right);
        return true;
    }

    private static Expr[]? Alternatives(Expr expr) => expr switch
    {
        Binary { Op: BinaryOp.Or } or => [or.Left, or.Right],
        Binary { Op: BinaryOp.NotEqual, Left.Type: ExprType.Int } differ
            => [Expr.Less(differ.Left, differ.Right), Expr.Greater(differ.Left, differ.Right)],
        Unary { Operand: Binary { Op: BinaryOp.And } and } => [LogicRules.Negated(and.Left), LogicRules.Negated(and.Right)],
        Conditional choice
            => [Expr.And(choice.Condition, choice.WhenTrue), Expr.And(LogicRules.Negated(choice.Condition), choice.WhenFalse)],
        _ => null,
    };

    private static IntervalEvaluator Wide { get; }
        = new(DifferenceBounds.Range(ExprVariable.Query), DifferenceBounds.Range(ExprVariable.Key), DifferenceBounds.Range);
}
