namespace KernelGen.Templates.Expressions;

/// <summary>Identities of wrapping integers. None holds for Floats in general (NaN, signed zero), so none is used there.</summary>
internal static class IntRules
{
    /// <summary>The simpler form of <c>left op right</c>, or null.</summary>
    public static Expr? Apply(BinaryOp op, Expr left, Expr right)
        => (right is IntLiteral r ? WithRight(op, left, r.Value) : null)
            ?? (left is IntLiteral l ? WithLeft(op, l.Value, right) : null)
            ?? (left == right ? OfEqual(op, left) : null);

    private static Expr? WithRight(BinaryOp op, Expr left, int right) => (op, right) switch
    {
        (BinaryOp.Add or BinaryOp.Subtract or BinaryOp.BitOr or BinaryOp.BitXor, 0) => left,
        (BinaryOp.ShiftLeft or BinaryOp.ShiftRight, _) when (right & 31) == 0 => left,
        (BinaryOp.Multiply or BinaryOp.Divide, 1) => left,
        (BinaryOp.Multiply or BinaryOp.Divide or BinaryOp.BitAnd, 0) => Expr.Int(0),
        (BinaryOp.Multiply or BinaryOp.Divide, -1) => Expr.Negate(left),
        (BinaryOp.Remainder, 0) => left,
        (BinaryOp.Remainder, 1 or -1) => Expr.Int(0),
        (BinaryOp.BitAnd, -1) => left,
        (BinaryOp.BitOr, -1) => Expr.Int(-1),
        (BinaryOp.BitXor, -1) => Expr.BitNot(left),
        (BinaryOp.Minimum, int.MaxValue) or (BinaryOp.Maximum, int.MinValue) => left,
        (BinaryOp.Minimum, int.MinValue) or (BinaryOp.Maximum, int.MaxValue) => Expr.Int(right),
        _ => null,
    };

    private static Expr? WithLeft(BinaryOp op, int left, Expr right) => op switch
    {
        BinaryOp.Add or BinaryOp.Multiply or BinaryOp.BitAnd or BinaryOp.BitOr or BinaryOp.BitXor or BinaryOp.Minimum or BinaryOp.Maximum
            => Expr.Of(op, right, Expr.Int(left)),
        BinaryOp.Subtract when left == 0 => Expr.Negate(right),
        BinaryOp.Divide or BinaryOp.Remainder or BinaryOp.ShiftLeft or BinaryOp.ShiftRight when left == 0 => Expr.Int(0),
        BinaryOp.ShiftRight when left == -1 => Expr.Int(-1),
        _ => null,
    };

    private static Expr? OfEqual(BinaryOp op, Expr operand) => op switch
    {
        BinaryOp.Subtract or BinaryOp.BitXor or BinaryOp.Remainder => Expr.Int(0),
        BinaryOp.BitAnd or BinaryOp.BitOr or BinaryOp.Minimum or BinaryOp.Maximum => operand,
        _ => null,
    };
}
