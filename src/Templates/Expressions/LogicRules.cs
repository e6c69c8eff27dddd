namespace KernelGen.Templates.Expressions;

/// <summary>Identities of truth values, comparisons and choices.</summary>
internal static class LogicRules
{
    /// <summary>An "and" or "or" of any number of simplified operands, flat, each once, in their order.</summary>
    public static Expr Chain(BinaryOp op, IEnumerable<Expr> operands)
    {
        var (neutral, absorbing) = op == BinaryOp.And ? (Expr.True, Expr.False) : (Expr.False, Expr.True);
        var kept = new List<Expr>();
        foreach (var operand in operands.SelectMany(operand => Expr.Operands(op, operand)))
        {
            if (operand == absorbing || kept.Contains(Negated(operand)))
                return absorbing;
            if (operand != neutral && !kept.Contains(operand))
                kept.Add(operand);
        }
        Propagate(kept, op == BinaryOp.And);
        return op == BinaryOp.And ? Expr.And([.. kept]) : Expr.Or([.. kept]);
    }

    // Within "x and f(x)" the inner x is true, within "x or f(x)" it is false: a window's own edge drops out under a causal mask.
    private static void Propagate(List<Expr> operands, bool assumed)
    {
        for (var i = 0; i < operands.Count; i++)
        {
            for (var j = 0; j < operands.Count; j++)
            {
                if (i != j && !ExprSimplifier.IsLiteral(operands[i]))
                    operands[j] = Substitute(operands[j], operands[i], Negated(operands[i]), assumed);
            }
        }
    }

    private static Expr Substitute(Expr expr, Expr fact, Expr opposite, bool assumed)
    {
        if (expr == fact || expr == opposite)
            return Expr.Bool(expr == fact ? assumed : !assumed);
        return expr.WithChildren(part => Substitute(part, fact, opposite, assumed));
    }

    /// <summary>The opposite of a simplified expression.</summary>
    public static Expr Negated(Expr operand) => operand switch
    {
        BoolLiteral literal => Expr.Bool(!literal.Value),
        Unary { Op: UnaryOp.Not } inner => inner.Operand,
        Binary binary when Operators.IsComparison(binary.Op) && HasOpposite(binary)
            => Comparison(Operators.Opposite(binary.Op), binary.Left, binary.Right),
        _ => Expr.Not(operand),
    };

    /// <summary>A comparison of simplified operands, at most one of them a literal.</summary>
    public static Expr Comparison(BinaryOp op, Expr left, Expr right)
    {
        if (ExprSimplifier.IsLiteral(left))
            return Comparison(Operators.Mirror(op), right, left);
        if (left.Type == ExprType.Bool && right is BoolLiteral literal)
            return literal.Value == (op == BinaryOp.Equal) ? left : Negated(left);
        if (left == right && left.Type != ExprType.Float)
            return Expr.Bool(op is BinaryOp.Equal or BinaryOp.LessOrEqual or BinaryOp.GreaterOrEqual);
        // "Greater" mirrored gives one spelling to k <= q and q >= k; a literal stays on the right.
        return op is BinaryOp.Greater or BinaryOp.GreaterOrEqual && !ExprSimplifier.IsLiteral(right)
            ? Expr.Of(Operators.Mirror(op), right, left)
            : Expr.Of(op, left, right);
    }

    /// <summary>A choice between simplified values.</summary>
    public static Expr Choice(Expr condition, Expr whenTrue, Expr whenFalse)
    {
        if (condition is BoolLiteral known)
            return known.Value ? whenTrue : whenFalse;
        if (whenTrue == whenFalse)
            return whenTrue;
        return (whenTrue, whenFalse) switch
        {
            (BoolLiteral { Value: true }, _) => Chain(BinaryOp.Or, [condition, whenFalse]),
            (BoolLiteral { Value: false }, _) => Chain(BinaryOp.And, [Negated(condition), whenFalse]),
            (_, BoolLiteral { Value: true }) => Chain(BinaryOp.Or, [Negated(condition), whenTrue]),
            (_, BoolLiteral { Value: false }) => Chain(BinaryOp.And, [condition, whenTrue]),
            _ => Expr.If(condition, whenTrue, whenFalse),
        };
    }

    // With a NaN neither a < b nor a >= b holds.
    private static bool HasOpposite(Binary comparison)
        => comparison.Left.Type != ExprType.Float || comparison.Op is BinaryOp.Equal or BinaryOp.NotEqual;
}
