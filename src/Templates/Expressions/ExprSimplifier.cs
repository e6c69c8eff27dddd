namespace KernelGen.Templates.Expressions;

/// <summary>
/// Constant folding, identities and flat "and"/"or". Never changes the value at any point. The canonical text is written after it, so that
/// two ways to write one mask share their measurements where that is easy to see.
/// </summary>
public static class ExprSimplifier
{
    /// <summary>The simplified expression; simplifying it again changes nothing.</summary>
    public static Expr Simplify(Expr expr)
    {
        // One pass works bottom-up; a rule may give another one something to do, and each shrinks or orders the tree, so this ends.
        while (true)
        {
            var next = Pass(expr);
            if (next == expr)
                return next;
            expr = next;
        }
    }

    private static Expr Pass(Expr expr) => expr switch
    {
        Unary unary => UnaryRules(unary.Op, Pass(unary.Operand)),
        Binary { Op: BinaryOp.And or BinaryOp.Or } chain => LogicRules.Chain(chain.Op, Expr.Operands(chain.Op, chain).Select(Pass)),
        Binary binary => BinaryRules(binary.Op, Pass(binary.Left), Pass(binary.Right)),
        Conditional choice => LogicRules.Choice(Pass(choice.Condition), Pass(choice.WhenTrue), Pass(choice.WhenFalse)),
        _ => expr.WithChildren(Pass),
    };

    private static Expr UnaryRules(UnaryOp op, Expr operand)
    {
        var plain = Expr.Of(op, operand);
        // Not folded where the last digit depends on the machine: the text that is hashed must not.
        if (IsLiteral(operand) && !Operators.IsTranscendental(op))
            return Fold(plain);
        if (op == UnaryOp.Not)
            return LogicRules.Negated(operand);
        return Operators.IsInvolution(op) && operand is Unary inner && inner.Op == op ? inner.Operand : plain;
    }

    private static Expr BinaryRules(BinaryOp op, Expr left, Expr right)
    {
        var plain = Expr.Of(op, left, right);
        if (IsLiteral(left) && IsLiteral(right))
            return Fold(plain);
        if (Operators.IsComparison(op))
            return LogicRules.Comparison(op, left, right);
        return plain.Type == ExprType.Int ? IntRules.Apply(op, left, right) ?? plain : plain;
    }

    internal static bool IsLiteral(Expr expr) => expr is BoolLiteral or IntLiteral or FloatLiteral;

    private static Expr Fold(Expr expr) => expr.Type switch
    {
        ExprType.Bool => Expr.Bool(Evaluator.Bool(expr, default)),
        ExprType.Int => Expr.Int(Evaluator.Int(expr, default)),
        _ => Expr.Float(Evaluator.Float(expr, default)),
    };
}
