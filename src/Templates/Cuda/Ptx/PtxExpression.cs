using KernelGen.Templates.Expressions;

namespace KernelGen.Templates.Cuda.Ptx;

/// <summary>
/// Expressions as PTX. They mean what the language says, with two exceptions that GPUs share: <c>Exp</c>, <c>Log</c> and <c>Tanh</c> are
/// approximate. Both sides of <c>&amp;&amp;</c> and <c>||</c> are evaluated, as in every vector; all operations are total.
/// </summary>
/// <param name="ptx">Where instructions go.</param>
/// <param name="variables">The value of a variable.</param>
/// <param name="data">The data; none for expressions that read none.</param>
internal sealed class PtxExpression(PtxWriter ptx, Func<ExprVariable, PtxOperand> variables, IPtxData? data = null)
{
    private IPtxData Data => data ?? throw new InvalidOperationException("The expression reads data, and there is none.");

    /// <summary>Writes an Int or a Float.</summary>
    public PtxOperand Value(Expr expr) => expr switch
    {
        IntLiteral literal => literal.Value,
        FloatLiteral literal => literal.Value,
        VariableRef reference => variables(reference.Variable),
        Unary unary => Apply(unary),
        Binary { Type: ExprType.Int } binary => Integer(binary),
        Binary binary => Float(binary),
        Conditional choice => Choose(choice),
        DataScalar scalar => Data.Value(scalar.Parameter),
        DataLoad load => Data.Element(load, InRegister(load.Index)),
        TensorLoad load => Data.Element(load, InRegister),
        _ => throw new ArgumentException($"{expr.GetType().Name} has no PTX form.", nameof(expr)),
    };

    /// <summary>Writes an Int or a Float into a register of its own.</summary>
    public PtxRegister InRegister(Expr expr)
    {
        var value = Value(expr);
        var register = New(expr.Type);
        ptx.Move(register, value);
        return register;
    }

    /// <summary>Writes a Bool.</summary>
    public PtxRegister Truth(Expr expr)
    {
        var to = ptx.Temporary(PtxType.Pred);
        switch (expr)
        {
            case BoolLiteral literal:
                ptx.Set(to, literal.Value);
                break;
            case Unary { Op: UnaryOp.Not } unary:
                ptx.Not(to, Truth(unary.Operand));
                break;
            case Binary { Op: BinaryOp.And } both:
                ptx.And(to, Truth(both.Left), Truth(both.Right));
                break;
            case Binary { Op: BinaryOp.Or } either:
                ptx.Or(to, Truth(either.Left), Truth(either.Right));
                break;
            case Binary { Left.Type: ExprType.Bool } comparison:
                ptx.Xor(to, Truth(comparison.Left), Truth(comparison.Right));
                if (comparison.Op == BinaryOp.Equal)
                    ptx.Not(to, to);
                break;
            case Binary comparison:
                ptx.Compare(Name(comparison), to, InRegister(comparison.Left), Value(comparison.Right));
                break;
            case Conditional choice:
                ChooseTruth(to, choice);
                break;
            case DataScalar or DataLoad or TensorLoad:
                ptx.Compare("ne", to, InRegister(expr), 0);
                break;
            default:
                throw new ArgumentException($"'{expr}' has no PTX form as a truth value.", nameof(expr));
        }
        return to;
    }

    private PtxRegister New(ExprType type) => ptx.Temporary(type == ExprType.Float ? PtxType.F32 : PtxType.B32);

    private PtxRegister Apply(Unary unary)
    {
        var to = New(unary.Type);
        var operand = Value(unary.Operand);
        switch (unary.Op)
        {
            case UnaryOp.Negate: ptx.Negate(to, operand); break;
            case UnaryOp.BitNot: ptx.Not(to, operand); break;
            case UnaryOp.ToFloat: ptx.ToFloat(to, operand); break;
            case UnaryOp.ToInt: ptx.ToInteger(to, operand); break;
            case UnaryOp.Abs: ptx.Absolute(to, operand); break;
            case UnaryOp.Sqrt: ptx.SquareRoot(to, operand); break;
            case UnaryOp.Exp: CudaMath.Exp(ptx, to, operand); break;
            case UnaryOp.Log: CudaMath.Log(ptx, to, operand); break;
            case UnaryOp.Tanh: CudaMath.Tanh(ptx, to, operand); break;
            default: throw new ArgumentException($"'{unary}' has no PTX form as a value.", nameof(unary));
        }
        return to;
    }

    private PtxRegister Integer(Binary binary)
    {
        var to = New(ExprType.Int);
        PtxOperand left = Value(binary.Left), right = Value(binary.Right);
        switch (binary.Op)
        {
            case BinaryOp.Add: ptx.Add(to, left, right); break;
            case BinaryOp.Subtract: ptx.Subtract(to, left, right); break;
            case BinaryOp.Multiply: ptx.Multiply(to, left, right); break;
            case BinaryOp.BitAnd: ptx.And(to, left, right); break;
            case BinaryOp.BitOr: ptx.Or(to, left, right); break;
            case BinaryOp.BitXor: ptx.Xor(to, left, right); break;
            case BinaryOp.Minimum: ptx.Minimum(to, left, right); break;
            case BinaryOp.Maximum: ptx.Maximum(to, left, right); break;
            case BinaryOp.ShiftLeft: ptx.ShiftLeft(to, left, Count(right)); break;
            case BinaryOp.ShiftRight: ptx.ShiftRight(to, left, Count(right)); break;
            case BinaryOp.Divide when binary.Right is IntLiteral { Value: not (0 or -1) }: ptx.Divide(to, left, right); break;
            case BinaryOp.Remainder when binary.Right is IntLiteral { Value: not (0 or -1) }: ptx.Remainder(to, left, right); break;
            default: Total(binary.Op, to, left, right); break;
        }
        return to;
    }

    // C# counts modulo 32, PTX does not.
    private PtxRegister Count(PtxOperand count)
    {
        var masked = New(ExprType.Int);
        ptx.And(masked, count, 31);
        return masked;
    }

    // x / 0 is 0 and x % 0 is x; x / -1 wraps for the smallest x.
    private void Total(BinaryOp op, PtxRegister to, PtxOperand left, PtxOperand right)
    {
        PtxRegister divisor = New(ExprType.Int), safe = New(ExprType.Int), other = New(ExprType.Int);
        PtxRegister isZero = ptx.Temporary(PtxType.Pred), isMinusOne = ptx.Temporary(PtxType.Pred);
        ptx.Move(divisor, right);
        ptx.Compare("eq", isZero, divisor, 0);
        ptx.Compare("eq", isMinusOne, divisor, -1);
        ptx.Select(safe, 1, divisor, isZero);
        ptx.Select(safe, 1, safe, isMinusOne);
        if (op == BinaryOp.Divide)
        {
            ptx.Divide(to, left, safe);
            ptx.Negate(other, left);
            ptx.Select(to, other, to, isMinusOne);
            ptx.Select(to, 0, to, isZero);
        }
        else
        {
            ptx.Remainder(to, left, safe);
            ptx.Select(to, left, to, isZero);
        }
    }

    // Every operation is rounded by itself: a mask that compares floats decides as it does on other targets.
    private PtxRegister Float(Binary binary)
    {
        var to = New(ExprType.Float);
        PtxOperand left = Value(binary.Left), right = Value(binary.Right);
        switch (binary.Op)
        {
            case BinaryOp.Add: ptx.Rounded("add", to, left, right); break;
            case BinaryOp.Subtract: ptx.Rounded("sub", to, left, right); break;
            case BinaryOp.Multiply: ptx.Rounded("mul", to, left, right); break;
            case BinaryOp.Divide: ptx.DivideFloat(to, left, right); break;
            case BinaryOp.Minimum: ptx.ExtremeOrNaN("min", to, left, right); break;
            case BinaryOp.Maximum: ptx.ExtremeOrNaN("max", to, left, right); break;
            default: throw new ArgumentException($"'{binary}' has no PTX form as a value.", nameof(binary));
        }
        return to;
    }

    private PtxRegister Choose(Conditional choice)
    {
        var condition = Truth(choice.Condition);
        PtxOperand whenTrue = Value(choice.WhenTrue), whenFalse = Value(choice.WhenFalse);
        var to = New(choice.Type);
        ptx.Select(to, whenTrue, whenFalse, condition);
        return to;
    }

    private void ChooseTruth(PtxRegister to, Conditional choice)
    {
        PtxRegister condition = Truth(choice.Condition), whenTrue = Truth(choice.WhenTrue), whenFalse = Truth(choice.WhenFalse);
        ptx.And(whenTrue, whenTrue, condition);
        ptx.Not(condition, condition);
        ptx.And(whenFalse, whenFalse, condition);
        ptx.Or(to, whenTrue, whenFalse);
    }

    private static string Name(Binary comparison) => comparison.Op switch
    {
        BinaryOp.Equal => "eq",
        BinaryOp.NotEqual => comparison.Left.Type == ExprType.Float ? "neu" : "ne",
        BinaryOp.Less => "lt",
        BinaryOp.LessOrEqual => "le",
        BinaryOp.Greater => "gt",
        BinaryOp.GreaterOrEqual => "ge",
        _ => throw new ArgumentException($"'{comparison}' is no comparison.", nameof(comparison)),
    };
}
