using KernelGen.Templates.Expressions;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace KernelGen.Generator.Lowering;

/// <summary>C#'s operators on lowered operands.</summary>
internal static class Operations
{
    /// <summary>A binary operator; integers wrap, in a checked context too.</summary>
    public static Expr Binary(BinaryOperatorKind kind, Expr left, Expr right, IOperation operation)
    {
        RequireOneType(left, right, operation);
        if (left.Type == ExprType.Bool && Logical(kind) is { } logical)
            return Expr.Of(logical, left, right);
        if (kind == BinaryOperatorKind.Remainder && left.Type == ExprType.Float)
            throw Refused.At(operation, "% is for integers");
        if (kind == BinaryOperatorKind.UnsignedRightShift)
            throw Refused.At(operation, "write >>, which keeps the sign");
        return Of(kind) is { } op
            ? Expr.Of(op, left, right)
            : throw Refused.At(operation, "there are + - * / % << >> & | ^, comparisons, && and ||");
    }

    /// <summary>A condition with two values.</summary>
    public static Expr If(Expr condition, Expr whenTrue, Expr whenFalse, IOperation operation)
    {
        RequireOneType(whenTrue, whenFalse, operation);
        RequireOneType(condition, Expr.True, operation);
        return Expr.If(condition, whenTrue, whenFalse);
    }

    /// <summary>
    /// Refuses operands of two types. Where C# has no operator for them it reports that, and hands the operation out all the same: for q == true that of
    /// object, with the type bool.
    /// </summary>
    private static void RequireOneType(Expr left, Expr right, IOperation operation)
    {
        if (left.Type != right.Type)
            throw Refused.At(operation, "it does not compile");
    }

    /// <summary>An integer converted to a narrower type.</summary>
    public static Expr Narrow(Expr value, SpecialType type) => type switch
    {
        SpecialType.System_Byte => Within(value, 0, byte.MaxValue) ?? Expr.Of(BinaryOp.BitAnd, value, Expr.Int(byte.MaxValue)),
        SpecialType.System_UInt16 => Within(value, 0, ushort.MaxValue) ?? Expr.Of(BinaryOp.BitAnd, value, Expr.Int(ushort.MaxValue)),
        SpecialType.System_SByte => Signed(value, 24),
        SpecialType.System_Int16 => Signed(value, 16),
        _ => value,
    };

    private static Expr? Within(Expr value, int min, int max)
        => value is IntLiteral literal && literal.Value >= min && literal.Value <= max ? value : null;

    private static Expr Signed(Expr value, int shift)
        => Expr.Of(BinaryOp.ShiftRight, Expr.Of(BinaryOp.ShiftLeft, value, Expr.Int(shift)), Expr.Int(shift));

    private static BinaryOp? Logical(BinaryOperatorKind kind) => kind switch
    {
        BinaryOperatorKind.And or BinaryOperatorKind.ConditionalAnd => BinaryOp.And,
        BinaryOperatorKind.Or or BinaryOperatorKind.ConditionalOr => BinaryOp.Or,
        BinaryOperatorKind.ExclusiveOr => BinaryOp.NotEqual,
        _ => null,
    };

    private static BinaryOp? Of(BinaryOperatorKind kind) => kind switch
    {
        BinaryOperatorKind.Add => BinaryOp.Add,
        BinaryOperatorKind.Subtract => BinaryOp.Subtract,
        BinaryOperatorKind.Multiply => BinaryOp.Multiply,
        BinaryOperatorKind.Divide => BinaryOp.Divide,
        BinaryOperatorKind.Remainder => BinaryOp.Remainder,
        BinaryOperatorKind.LeftShift => BinaryOp.ShiftLeft,
        BinaryOperatorKind.RightShift => BinaryOp.ShiftRight,
        BinaryOperatorKind.And => BinaryOp.BitAnd,
        BinaryOperatorKind.Or => BinaryOp.BitOr,
        BinaryOperatorKind.ExclusiveOr => BinaryOp.BitXor,
        BinaryOperatorKind.Equals => BinaryOp.Equal,
        BinaryOperatorKind.NotEquals => BinaryOp.NotEqual,
        BinaryOperatorKind.LessThan => BinaryOp.Less,
        BinaryOperatorKind.LessThanOrEqual => BinaryOp.LessOrEqual,
        BinaryOperatorKind.GreaterThan => BinaryOp.Greater,
        BinaryOperatorKind.GreaterThanOrEqual => BinaryOp.GreaterOrEqual,
        _ => null,
    };
}
