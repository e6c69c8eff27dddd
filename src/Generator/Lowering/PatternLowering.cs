using KernelGen.Templates.Expressions;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;

namespace KernelGen.Generator.Lowering;

/// <summary>Switch expressions and patterns over values: constants, comparisons, and, or, not, and the discard.</summary>
internal static class PatternLowering
{
    private const string Patterns = "a pattern is a constant, a comparison, a discard, or several with and, or, not";

    /// <summary>A switch expression: its arms in order, the last one for everything else.</summary>
    public static Expr Switch(ISwitchExpressionOperation choice, LoweringScope scope, Func<IOperation, LoweringScope, Expr> lower)
    {
        var value = lower(choice.Value, scope);
        Expr? result = null;
        foreach (var arm in choice.Arms.Reverse())
        {
            var condition = Matches(value, arm.Pattern);
            if (arm.Guard is { } guard)
                condition = Expr.And(condition, lower(guard, scope));
            var armValue = lower(arm.Value, scope);
            if (result is null && !condition.Equals(Expr.True))
            {
                var keyword = ((SwitchExpressionSyntax)choice.Syntax).SwitchKeyword;
                throw Refused.At(keyword.GetLocation(), "switch", "it needs a last arm '_ => ...' for all other values");
            }
            result = result is null ? armValue : Operations.If(condition, armValue, result, choice);
        }
        return result ?? throw Refused.At(choice, "a switch expression needs arms");
    }

    /// <summary>Whether a value matches a pattern.</summary>
    public static Expr Matches(Expr value, IPatternOperation pattern) => pattern switch
    {
        IDiscardPatternOperation => Expr.True,
        IConstantPatternOperation constant => Compare(BinaryOp.Equal, value, constant.Value),
        IRelationalPatternOperation relational => Compare(Of(relational.OperatorKind), value, relational.Value),
        INegatedPatternOperation not => Expr.Not(Matches(value, not.Pattern)),
        IBinaryPatternOperation { OperatorKind: BinaryOperatorKind.And } both
            => Expr.And(Matches(value, both.LeftPattern), Matches(value, both.RightPattern)),
        IBinaryPatternOperation either => Expr.Or(Matches(value, either.LeftPattern), Matches(value, either.RightPattern)),
        _ => throw Refused.At(pattern, Patterns),
    };

    private static Expr Compare(BinaryOp op, Expr value, IOperation constant) => (value.Type, constant.ConstantValue.Value) switch
    {
        (ExprType.Int, int number) => Expr.Of(op, value, Expr.Int(number)),
        (ExprType.Int, short or ushort or byte or sbyte) => Expr.Of(op, value, Expr.Int(Convert.ToInt32(constant.ConstantValue.Value, null))),
        (ExprType.Float, float number) => Expr.Of(op, value, Expr.Float(number)),
        (ExprType.Bool, bool truth) when op == BinaryOp.Equal => Expr.Of(op, value, Expr.Bool(truth)),
        _ => throw Refused.At(constant, Patterns),
    };

    private static BinaryOp Of(BinaryOperatorKind kind) => kind switch
    {
        BinaryOperatorKind.LessThan => BinaryOp.Less,
        BinaryOperatorKind.LessThanOrEqual => BinaryOp.LessOrEqual,
        BinaryOperatorKind.GreaterThan => BinaryOp.Greater,
        _ => BinaryOp.GreaterOrEqual,
    };
}
