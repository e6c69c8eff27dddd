using KernelGen.Planning;

namespace KernelGen.Templates.Expressions;

/// <summary>The meaning of the language: what an expression is worth at a point. Everything else must agree with it.</summary>
public static class Evaluator
{
    /// <summary>The value of a Bool expression.</summary>
    public static bool Bool(Expr expr, in Bindings at) => expr switch
    {
        BoolLiteral literal => literal.Value,
        Unary { Op: UnaryOp.Not } not => !Bool(not.Operand, at),
        Binary { Op: BinaryOp.And } and => Bool(and.Left, at) && Bool(and.Right, at),
        Binary { Op: BinaryOp.Or } or => Bool(or.Left, at) || Bool(or.Right, at),
        Binary binary => Compare(binary, at),
        DataScalar or DataLoad or TensorLoad => Data(expr, at) != 0,
        Conditional choice => Bool(Bool(choice.Condition, at) ? choice.WhenTrue : choice.WhenFalse, at),
        _ => throw Unexpected(expr, ExprType.Bool),
    };

    /// <summary>The value of an Int expression.</summary>
    public static int Int(Expr expr, in Bindings at) => expr switch
    {
        IntLiteral literal => literal.Value,
        VariableRef reference => at[reference.Variable],
        Unary { Op: UnaryOp.Negate } negate => unchecked(-Int(negate.Operand, at)),
        Unary { Op: UnaryOp.BitNot } not => ~Int(not.Operand, at),
        Unary { Op: UnaryOp.Abs } abs => MaskMath.Abs(Int(abs.Operand, at)),
        Unary { Op: UnaryOp.ToInt } convert => MaskMath.ToInt(Float(convert.Operand, at)),
        DataScalar or DataLoad => (int)Data(expr, at),
        Binary binary => Int(binary.Op, Int(binary.Left, at), Int(binary.Right, at)),
        Conditional choice => Int(Bool(choice.Condition, at) ? choice.WhenTrue : choice.WhenFalse, at),
        _ => throw Unexpected(expr, ExprType.Int),
    };

    /// <summary>The value of a Float expression, every step rounded to binary32.</summary>
    public static float Float(Expr expr, in Bindings at) => expr switch
    {
        FloatLiteral literal => literal.Value,
        VariableRef { Variable: ExprVariable.Score } => at.Score,
        Unary { Op: UnaryOp.ToFloat } convert => Int(convert.Operand, at),
        Unary unary => Float(unary.Op, Float(unary.Operand, at)),
        DataScalar or DataLoad or TensorLoad => (float)Data(expr, at),
        Binary binary => Float(binary.Op, Float(binary.Left, at), Float(binary.Right, at)),
        Conditional choice => Float(Bool(choice.Condition, at) ? choice.WhenTrue : choice.WhenFalse, at),
        _ => throw Unexpected(expr, ExprType.Float),
    };

    private static double Data(Expr expr, in Bindings at)
    {
        if (at.Data is not { } data)
            throw new ArgumentException($"'{expr}' reads data, and the bindings hold none.", nameof(at));
        if (expr is TensorLoad element)
            return Element(element, at, data);
        var (name, index) = expr is DataLoad load ? (load.Parameter.Name, Int(load.Index, at)) : (((DataScalar)expr).Parameter.Name, 0);
        return expr is DataScalar || (index >= 0 && index < data.Length(name)) ? data.Value(name, index) : 0;
    }

    private static double Element(TensorLoad load, in Bindings at, IExprData data)
    {
        var (lengths, position) = (data.Lengths(load.Parameter.Name), 0);
        for (var i = 0; i < TensorLoad.Rank; i++)
        {
            var index = lengths[i] == 1 ? 0 : Int(load.Indices[i], at);
            if (index < 0 || index >= lengths[i])
                return 0;
            position = position * lengths[i] + index;
        }
        return data.Value(load.Parameter.Name, position);
    }

    private static float Float(UnaryOp op, float operand) => op switch
    {
        UnaryOp.Negate => -operand,
        UnaryOp.Abs => Math.Abs(operand),
        UnaryOp.Exp => (float)Math.Exp(operand),
        UnaryOp.Log => (float)Math.Log(operand),
        UnaryOp.Tanh => (float)Math.Tanh(operand),
        _ => (float)Math.Sqrt(operand),
    };

    private static bool Compare(Binary comparison, in Bindings at) => comparison.Left.Type switch
    {
        ExprType.Bool => Bool(comparison.Left, at) == Bool(comparison.Right, at) == (comparison.Op == BinaryOp.Equal),
        ExprType.Int => Compare(comparison.Op, Int(comparison.Left, at), Int(comparison.Right, at)),
        // Binary64 holds every binary32 number, NaN and signed zero included, so it compares them just the same.
        _ => Compare(comparison.Op, Float(comparison.Left, at), Float(comparison.Right, at)),
    };

    private static bool Compare(BinaryOp op, double left, double right) => op switch
    {
        BinaryOp.Equal => left == right,
        BinaryOp.NotEqual => left != right,
        BinaryOp.Less => left < right,
        BinaryOp.LessOrEqual => left <= right,
        BinaryOp.Greater => left > right,
        _ => left >= right,
    };

    private static int Int(BinaryOp op, int left, int right) => unchecked(op switch
    {
        BinaryOp.Add => left + right,
        BinaryOp.Subtract => left - right,
        BinaryOp.Multiply => left * right,
        BinaryOp.Divide => MaskMath.Divide(left, right),
        BinaryOp.Remainder => MaskMath.Remainder(left, right),
        BinaryOp.ShiftLeft => left << right,
        BinaryOp.ShiftRight => left >> right,
        BinaryOp.BitAnd => left & right,
        BinaryOp.BitOr => left | right,
        BinaryOp.BitXor => left ^ right,
        BinaryOp.Minimum => Math.Min(left, right),
        _ => Math.Max(left, right),
    });

    private static float Float(BinaryOp op, float left, float right) => op switch
    {
        BinaryOp.Add => left + right,
        BinaryOp.Subtract => left - right,
        BinaryOp.Multiply => left * right,
        BinaryOp.Divide => left / right,
        BinaryOp.Minimum => Math.Min(left, right),
        _ => Math.Max(left, right),
    };

    private static ArgumentException Unexpected(Expr expr, ExprType wanted)
        => new($"'{expr}' is {expr.Type}, but a value of type {wanted} was asked for.", nameof(expr));
}
