using System.Globalization;

namespace KernelGen.Templates.Expressions;

/// <summary>Prints one expression over vectors of one width. Bool values are Int vectors of all ones or zeros.</summary>
/// <param name="vector">The vector class, for example <c>Vector512</c>.</param>
internal sealed class VectorPrinter(string vector)
{
    private const string Helpers = "global::KernelGen.Planning.VectorMaskMath";

    public string Print(Expr expr) => Fragment(expr).Text;

    private CSharpFragment Fragment(Expr expr)
    {
        if (!expr.Reads(ExprVariable.Key))
            return Broadcast(expr);
        return expr switch
        {
            VariableRef => CSharpFragment.Atom("k"),
            Unary unary => PrintUnary(unary),
            Binary { Op: BinaryOp.And or BinaryOp.Or } chain => PrintChain(chain.Op, [.. Expr.Operands(chain.Op, chain)]),
            Binary binary when Operators.IsComparison(binary.Op) => PrintComparison(binary),
            Binary binary => PrintArithmetic(binary),
            Conditional choice => PrintChoice(choice),
            _ => throw new ArgumentException($"{expr.GetType().Name} has no vector C# form.", nameof(expr)),
        };
    }

    private CSharpFragment Broadcast(Expr expr)
    {
        var scalar = Scalar(expr);
        if (expr is BoolLiteral literal)
            return CSharpFragment.Atom(vector + (literal.Value ? "<int>.AllBitsSet" : "<int>.Zero"));
        return expr.Type == ExprType.Bool
            ? Call("Create", CSharpFragment.IfElse(scalar, CSharpFragment.Atom("-1"), CSharpFragment.Atom("0")))
            : Call("Create", scalar);
    }

    private CSharpFragment PrintUnary(Unary unary) => unary.Op switch
    {
        UnaryOp.ToFloat => Call("ConvertToSingle", Fragment(unary.Operand)),
        UnaryOp.Negate => CSharpFragment.Prefix("-", Fragment(unary.Operand)),
        _ => CSharpFragment.Prefix("~", Fragment(unary.Operand)),
    };

    // The conditions that do not read k become one scalar condition and one broadcast.
    private CSharpFragment PrintChain(BinaryOp op, List<Expr> operands)
    {
        var bits = op == BinaryOp.And ? BinaryOp.BitAnd : BinaryOp.BitOr;
        var scalars = operands.Where(operand => !operand.Reads(ExprVariable.Key)).ToArray();
        var vectors = operands.Where(operand => operand.Reads(ExprVariable.Key)).Select(Fragment);
        if (scalars.Length > 0)
            vectors = vectors.Append(Broadcast(op == BinaryOp.And ? Expr.And(scalars) : Expr.Or(scalars)));
        return vectors.Aggregate((left, right) => CSharpFragment.Infix(bits, left, right));
    }

    private CSharpFragment PrintComparison(Binary binary)
    {
        var (left, right) = (Fragment(binary.Left), Fragment(binary.Right));
        if (binary.Left.Type == ExprType.Bool)
        {
            var differ = CSharpFragment.Infix(BinaryOp.BitXor, left, right);
            return binary.Op == BinaryOp.NotEqual ? differ : CSharpFragment.Prefix("~", differ);
        }
        var compared = binary.Op switch
        {
            BinaryOp.Equal or BinaryOp.NotEqual => Call("Equals", left, right),
            BinaryOp.Less => Call("LessThan", left, right),
            BinaryOp.LessOrEqual => Call("LessThanOrEqual", left, right),
            BinaryOp.Greater => Call("GreaterThan", left, right),
            _ => Call("GreaterThanOrEqual", left, right),
        };
        if (binary.Left.Type == ExprType.Float)
            compared = CSharpFragment.Atom(compared.Text + ".AsInt32()");
        return binary.Op == BinaryOp.NotEqual ? CSharpFragment.Prefix("~", compared) : compared;
    }

    private CSharpFragment PrintArithmetic(Binary binary) => binary.Op switch
    {
        BinaryOp.Minimum => Call("Min", Fragment(binary.Left), Fragment(binary.Right)),
        BinaryOp.Maximum => Call("Max", Fragment(binary.Left), Fragment(binary.Right)),
        BinaryOp.Divide when binary.Type == ExprType.Int => PrintDivision("Divide", binary),
        BinaryOp.Remainder => PrintDivision("Remainder", binary),
        BinaryOp.ShiftLeft or BinaryOp.ShiftRight => PrintShift(binary),
        _ => CSharpFragment.Infix(binary.Op, Fragment(binary.Left), Fragment(binary.Right)),
    };

    // No SIMD set divides integers: powers of two (blocks of keys, mostly) become shifts, anything else goes lane by lane in a helper.
    private CSharpFragment PrintDivision(string method, Binary binary)
    {
        var left = Fragment(binary.Left);
        return PowerOfTwo(binary.Right) is { } shift
            ? CSharpFragment.Call(
                $"{Helpers}.{method}ByPowerOfTwo", left, CSharpFragment.Atom(shift.ToString(CultureInfo.InvariantCulture)))
            : CSharpFragment.Call($"{Helpers}.{method}", left, Fragment(binary.Right));
    }

    // One count for all lanes is an instruction; a count per lane is not in every SIMD set (nor in Vector512's API), so a helper has it.
    private CSharpFragment PrintShift(Binary binary)
    {
        if (binary.Right.Reads(ExprVariable.Key))
            return CSharpFragment.Call($"{Helpers}.{binary.Op}", Fragment(binary.Left), Fragment(binary.Right));
        var count = binary.Right is IntLiteral literal
            ? CSharpFragment.Atom((literal.Value & 31).ToString(CultureInfo.InvariantCulture))
            : CSharpFragment.Infix(BinaryOp.BitAnd, Scalar(binary.Right), CSharpFragment.Atom("31"));
        return CSharpFragment.Infix(binary.Op, Fragment(binary.Left), count);
    }

    private CSharpFragment PrintChoice(Conditional choice)
    {
        var (whenTrue, whenFalse) = (Fragment(choice.WhenTrue), Fragment(choice.WhenFalse));
        if (!choice.Condition.Reads(ExprVariable.Key))
            return CSharpFragment.IfElse(Scalar(choice.Condition), whenTrue, whenFalse);
        var condition = Fragment(choice.Condition);
        if (choice.Type == ExprType.Float)
            condition = Call("AsSingle", condition);
        return Call("ConditionalSelect", condition, whenTrue, whenFalse);
    }

    private static int? PowerOfTwo(Expr divisor)
    {
        if (divisor is not IntLiteral { Value: > 0 } literal || (literal.Value & (literal.Value - 1)) != 0)
            return null;
        var shift = 0;
        while (1 << shift != literal.Value)
            shift++;
        return shift;
    }

    private static CSharpFragment Scalar(Expr expr) => ScalarCSharp.Fragment(expr, ScalarCSharp.NameInScope);

    private CSharpFragment Call(string method, params CSharpFragment[] arguments) => CSharpFragment.Call($"{vector}.{method}", arguments);
}
