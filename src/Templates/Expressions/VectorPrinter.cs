using System.Globalization;

namespace KernelGen.Templates.Expressions;

/// <summary>Prints one expression over vectors of one width. Bool values are Int vectors of all ones or zeros.</summary>
/// <param name="bits">512, 256 or 128.</param>
/// <param name="isScore">
/// Whether it is a score: then <c>score</c> is a vector, functions are fast instead of the same to the bit as scalar ones (a mask compares,
/// a score only adds its error), and what does not depend on the lane is computed once, before the loop over the keys.
/// </param>
internal sealed class VectorPrinter(int bits, bool isScore = false)
{
    private readonly string _vector = FormattableString.Invariant($"Vector{bits}");
    private readonly List<(Expr Value, string Text)> _invariants = [];
    private readonly List<(TensorLoad Load, VectorRow Row)> _rows = [];
    private readonly List<Expr> _constants = [];

    private const string Helpers = "global::KernelGen.Planning.VectorMaskMath";

    public VectorText Print(Expr expr)
    {
        var value = Fragment(expr).Text;
        var invariants = _invariants.Select((invariant, i) => FormattableString.Invariant($"var invariant{i} = {invariant.Text};"));
        var constants = _constants.Select((constant, i) => new VectorConstant(
            constant.Type.ToString().ToLowerInvariant(), ConstantName(i), ScalarCSharp.Unchecked(constant, ScalarStyle.InScope).Text));
        return new VectorText([.. constants], [.. _rows.Select(known => known.Row)], [.. invariants], value);
    }

    private CSharpFragment Fragment(Expr expr)
    {
        if (!IsVector(expr))
            return isScore && !ExprSimplifier.IsLiteral(expr) ? Invariant(expr) : Broadcast(expr, Scalar(expr));
        return expr switch
        {
            VariableRef reference => CSharpFragment.Atom(ExprText.Name(reference.Variable)),
            DataLoad load => PrintLoad(load),
            TensorLoad load => PrintLoad(load),
            Unary unary => PrintUnary(unary),
            Binary { Op: BinaryOp.And or BinaryOp.Or } chain => PrintChain(chain.Op, [.. Expr.Operands(chain.Op, chain)]),
            Binary binary when Operators.IsComparison(binary.Op) => PrintComparison(binary),
            Binary binary => PrintArithmetic(binary),
            Conditional choice => PrintChoice(choice),
            _ => throw new ArgumentException($"{expr.GetType().Name} has no vector C# form.", nameof(expr)),
        };
    }

    private bool IsVector(Expr expr) => expr.Reads(ExprVariable.Key) || expr.Reads(ExprVariable.Score);

    private CSharpFragment Invariant(Expr expr)
    {
        var index = _invariants.FindIndex(known => known.Value == expr);
        if (index < 0)
        {
            index = _invariants.Count;
            _invariants.Add((expr, Broadcast(expr, OncePerTile(expr)).Text));
        }
        return CSharpFragment.Atom(FormattableString.Invariant($"invariant{index}"));
    }

    // A scalar of a score: what depends on the query is written where it is used.
    private CSharpFragment OncePerTile(Expr expr)
    {
        if (expr.Reads(ExprVariable.Query))
            return Scalar(expr);
        var index = _constants.IndexOf(expr);
        if (index < 0)
        {
            index = _constants.Count;
            _constants.Add(expr);
        }
        return CSharpFragment.Atom(ConstantName(index));
    }

    private static string ConstantName(int index) => FormattableString.Invariant($"constant{index}");

    // Neighbouring keys that read neighbouring elements are one load; any other index is a gather, lane by lane.
    private CSharpFragment PrintLoad(DataLoad load)
    {
        var kind = load.Parameter.ValueType switch
        {
            ExprType.Bool => "Bools",
            ExprType.Float => "Floats",
            _ => "Ints",
        };
        var method = FormattableString.Invariant($"scope.Data.{kind}{bits}");
        if (load.Type == ExprType.Int)
            method += $"<{load.Parameter.Keyword}>";
        return CSharpFragment.Call(method, ScalarStyle.Constant(load.Parameter), Index(load.Index));
    }

    // A row of a tensor is found once, before the loop over the keys; where the row differs between lanes, every lane finds its own element.
    private CSharpFragment PrintLoad(TensorLoad load)
    {
        var last = load.Indices[TensorLoad.Rank - 1];
        if (load.Indices.Take(TensorLoad.Rank - 1).Any(IsVector))
        {
            var method = FormattableString.Invariant($"scope.Data.{Kind(load)}s{bits}");
            return CSharpFragment.Call(method, [ScalarStyle.Constant(load.Parameter), .. load.Indices.Select(Fragment)]);
        }
        return CSharpFragment.Call(FormattableString.Invariant($"{Row(load).Name}.Load{bits}"), Index(last));
    }

    private VectorRow Row(TensorLoad load)
    {
        var upper = load.Indices.Take(TensorLoad.Rank - 1).ToArray();
        var known = _rows.FindIndex(row => row.Load.Parameter == load.Parameter && row.Load.Indices.Take(TensorLoad.Rank - 1).SequenceEqual(upper));
        if (known < 0)
        {
            var indices = upper.Select(index => ScalarCSharp.Unchecked(index, ScalarStyle.InScope));
            var find = CSharpFragment.Call($"scope.Data.{Kind(load)}Row", [ScalarStyle.Constant(load.Parameter), .. indices]);
            known = _rows.Count;
            _rows.Add((load, new VectorRow($"{Kind(load)}Row", FormattableString.Invariant($"row{known}"), find.Text)));
        }
        return _rows[known].Row;
    }

    private static string Kind(TensorLoad load) => load.Type == ExprType.Bool ? "Bool" : "Float";

    private CSharpFragment Index(Expr index) => RisesWithKey(index) ? ScalarCSharp.Unchecked(index, ScalarStyle.FirstLane) : Fragment(index);

    // Whether the value is k plus something that is the same for all lanes.
    private bool RisesWithKey(Expr index) => index switch
    {
        VariableRef { Variable: ExprVariable.Key } => true,
        Binary { Op: BinaryOp.Add } sum => (RisesWithKey(sum.Left) && !IsVector(sum.Right)) || (RisesWithKey(sum.Right) && !IsVector(sum.Left)),
        Binary { Op: BinaryOp.Subtract } difference => RisesWithKey(difference.Left) && !IsVector(difference.Right),
        _ => false,
    };

    private CSharpFragment Broadcast(Expr expr, CSharpFragment scalar)
    {
        if (expr is BoolLiteral literal)
            return CSharpFragment.Atom(_vector + (literal.Value ? "<int>.AllBitsSet" : "<int>.Zero"));
        return expr.Type == ExprType.Bool
            ? Call("Create", CSharpFragment.IfElse(scalar, CSharpFragment.Atom("-1"), CSharpFragment.Atom("0")))
            : Call("Create", scalar);
    }

    private CSharpFragment PrintUnary(Unary unary) => unary.Op switch
    {
        UnaryOp.ToFloat => Call("ConvertToSingle", Fragment(unary.Operand)),
        UnaryOp.ToInt => Call("ConvertToInt32", Fragment(unary.Operand)),
        UnaryOp.Abs => Call("Abs", Fragment(unary.Operand)),
        UnaryOp.Sqrt => Call("Sqrt", Fragment(unary.Operand)),
        UnaryOp.Tanh when isScore => CSharpFragment.Call(FormattableString.Invariant($"Simd{bits}.Tanh"), Fragment(unary.Operand)),
        UnaryOp.Exp or UnaryOp.Log when isScore => Call(unary.Op.ToString(), Fragment(unary.Operand)),
        UnaryOp.Exp or UnaryOp.Log or UnaryOp.Tanh => CSharpFragment.Call($"{Helpers}.{unary.Op}", Fragment(unary.Operand)),
        UnaryOp.Negate => CSharpFragment.Prefix("-", Fragment(unary.Operand)),
        _ => CSharpFragment.Prefix("~", Fragment(unary.Operand)),
    };

    // The conditions that do not read k become one scalar condition and one broadcast.
    private CSharpFragment PrintChain(BinaryOp op, List<Expr> operands)
    {
        var bits = op == BinaryOp.And ? BinaryOp.BitAnd : BinaryOp.BitOr;
        var scalars = operands.Where(operand => !IsVector(operand)).ToArray();
        var vectors = operands.Where(IsVector).Select(Fragment);
        if (scalars.Length > 0)
            vectors = vectors.Append(Fragment(op == BinaryOp.And ? Expr.And(scalars) : Expr.Or(scalars)));
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
        if (IsVector(binary.Right))
            return CSharpFragment.Call($"{Helpers}.{binary.Op}", Fragment(binary.Left), Fragment(binary.Right));
        var count = binary.Right is IntLiteral literal
            ? CSharpFragment.Atom((literal.Value & 31).ToString(CultureInfo.InvariantCulture))
            : CSharpFragment.Infix(BinaryOp.BitAnd, Scalar(binary.Right), CSharpFragment.Atom("31"));
        return CSharpFragment.Infix(binary.Op, Fragment(binary.Left), count);
    }

    private CSharpFragment PrintChoice(Conditional choice)
    {
        var (whenTrue, whenFalse) = (Fragment(choice.WhenTrue), Fragment(choice.WhenFalse));
        if (!IsVector(choice.Condition))
            return CSharpFragment.IfElse(isScore ? OncePerTile(choice.Condition) : Scalar(choice.Condition), whenTrue, whenFalse);
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

    private CSharpFragment Scalar(Expr expr)
        => isScore ? ScalarCSharp.Unchecked(expr, ScalarStyle.InScope) : ScalarCSharp.Fragment(expr, ScalarStyle.InScope);

    private CSharpFragment Call(string method, params CSharpFragment[] arguments) => CSharpFragment.Call($"{_vector}.{method}", arguments);
}
