using KernelGen.Planning;
using KernelGen.Templates.Expressions;

namespace KernelGen.Templates.Analysis;

/// <summary>
/// What is proven of an expression over a rectangle of q and k at fixed other variables. The emitted classifier computes the same with
/// the same types; <see cref="ClassifierPrinter"/> mirrors this file.
/// </summary>
internal class IntervalEvaluator
{
    private readonly Interval _q;
    private readonly Interval _k;
    private readonly Func<ExprVariable, Interval> _others;

    // Known when the other variables have one value each: what reads neither q nor k is then exact, as in the emitted code.
    private readonly Bindings? _scope;

    public IntervalEvaluator(Interval q, Interval k, Bindings scope)
        : this(q, k, variable => scope[variable])
        => _scope = scope;

    public IntervalEvaluator(Interval q, Interval k, Func<ExprVariable, Interval> others)
    {
        _q = q;
        _k = k;
        _others = others;
    }

    public virtual Truth Bool(Expr expr) => expr switch
    {
        _ when _scope is { } scope && !ClassifierPrinter.IsOverRectangle(expr) && HasValues(expr, scope) => Kleene.Known(Evaluator.Bool(expr, scope)),
        BoolLiteral literal => Kleene.Known(literal.Value),
        DataLoad load when Range(load) is { } values => values.Min == values.Max ? Kleene.Known(values.Min != 0) : Truth.Unknown,
        DataScalar or DataLoad or TensorLoad => Truth.Unknown,
        Unary { Op: UnaryOp.Not } not => Kleene.Not(Bool(not.Operand)),
        Binary { Op: BinaryOp.And } and => Kleene.All(Bool(and.Left), Bool(and.Right)),
        Binary { Op: BinaryOp.Or } or => Kleene.Any(Bool(or.Left), Bool(or.Right)),
        Binary binary => Compare(binary),
        Conditional choice => Kleene.Choose(Bool(choice.Condition), Bool(choice.WhenTrue), Bool(choice.WhenFalse)),
        _ => throw new ArgumentException($"'{expr}' is {expr.Type}, not Bool.", nameof(expr)),
    };

    public virtual Interval Int(Expr expr) => expr switch
    {
        _ when _scope is { } scope && !ClassifierPrinter.IsOverRectangle(expr) && HasValues(expr, scope) => Evaluator.Int(expr, scope),
        IntLiteral literal => literal.Value,
        VariableRef { Variable: ExprVariable.Query } => _q,
        VariableRef { Variable: ExprVariable.Key } => _k,
        VariableRef other => _others(other.Variable),
        Unary { Op: UnaryOp.Negate } negate => -Int(negate.Operand),
        Unary { Op: UnaryOp.BitNot } not => ~Int(not.Operand),
        Unary { Op: UnaryOp.Abs } abs => Interval.Abs(Int(abs.Operand)),
        Unary { Op: UnaryOp.ToInt } => Interval.All,
        DataLoad load when Range(load) is { } values => values,
        // Without data, all that is known of an element is its type (and that outside an array it is 0).
        DataScalar scalar => new Interval(scalar.Parameter.Range.Min, scalar.Parameter.Range.Max),
        DataLoad load => new Interval(load.Parameter.Range.Min, load.Parameter.Range.Max),
        Binary binary => Int(binary.Op, Int(binary.Left), Int(binary.Right)),
        Conditional choice => Interval.Choose(Bool(choice.Condition), Int(choice.WhenTrue), Int(choice.WhenFalse)),
        _ => throw new ArgumentException($"'{expr}' is {expr.Type}, not Int.", nameof(expr)),
    };

    // Every value of the elements whose index is in a range, 0 where it leaves the array; null when the data is not known.
    private Interval? Range(DataLoad load)
    {
        if (_scope is not { Data: { } data })
            return null;
        var (index, length) = (Int(load.Index), data.Length(load.Parameter.Name));
        var (first, last) = (Math.Max(index.Min, 0), Math.Min(index.Max, length - 1));
        if (first > last)
            return 0;
        var leaves = index.Min < 0 || index.Max >= length;
        var (min, max) = leaves ? (0, 0) : (int.MaxValue, int.MinValue);
        for (var i = first; i <= last; i++)
        {
            var value = (int)data.Value(load.Parameter.Name, i);
            (min, max) = (Math.Min(min, value), Math.Max(max, value));
        }
        return new Interval(min, max);
    }

    private static bool HasValues(Expr expr, in Bindings scope) => scope.Data is not null || !expr.Data().Any();

    private Truth Compare(Binary comparison)
    {
        if (comparison.Left.Type == ExprType.Bool)
        {
            var same = Kleene.Same(Bool(comparison.Left), Bool(comparison.Right));
            return comparison.Op == BinaryOp.Equal ? same : Kleene.Not(same);
        }
        // There are no intervals of Floats; Unknown is always safe.
        return comparison.Left.Type == ExprType.Float ? Truth.Unknown : Compare(comparison.Op, Int(comparison.Left), Int(comparison.Right));
    }

    private static Truth Compare(BinaryOp op, Interval left, Interval right) => op switch
    {
        BinaryOp.Equal => Interval.Equal(left, right),
        BinaryOp.NotEqual => Interval.NotEqual(left, right),
        BinaryOp.Less => left < right,
        BinaryOp.LessOrEqual => left <= right,
        BinaryOp.Greater => left > right,
        _ => left >= right,
    };

    private static Interval Int(BinaryOp op, Interval left, Interval right) => op switch
    {
        BinaryOp.Add => left + right,
        BinaryOp.Subtract => left - right,
        BinaryOp.Multiply => left * right,
        BinaryOp.Divide => left / right,
        BinaryOp.Remainder => left % right,
        BinaryOp.ShiftLeft => left << right,
        BinaryOp.ShiftRight => left >> right,
        BinaryOp.BitAnd => left & right,
        BinaryOp.BitOr => left | right,
        BinaryOp.BitXor => left ^ right,
        BinaryOp.Minimum => Interval.Minimum(left, right),
        _ => Interval.Maximum(left, right),
    };
}
