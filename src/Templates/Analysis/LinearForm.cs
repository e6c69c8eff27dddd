using KernelGen.Planning;
using KernelGen.Templates.Expressions;

namespace KernelGen.Templates.Analysis;

/// <summary>A sum of variables with integer factors and a constant, exact: made only where no step can leave int32.</summary>
internal sealed class LinearForm
{
    private readonly Dictionary<ExprVariable, long> _factors = [];

    private LinearForm(long constant) => Constant = constant;

    public long Constant { get; private set; }

    /// <summary>The variables that stay, with their factors.</summary>
    public IEnumerable<KeyValuePair<ExprVariable, long>> Terms => _factors.Where(term => term.Value != 0);

    /// <summary>left - right of an Int comparison; null when a side is not linear or may wrap.</summary>
    public static LinearForm? Difference(Binary comparison)
        => Operators.IsComparison(comparison.Op) && comparison.Left.Type == ExprType.Int
            && Of(comparison.Left) is { } left && Of(comparison.Right) is { } right
            ? left.Plus(right, -1)
            : null;

    private static LinearForm? Of(Expr expr)
    {
        var form = expr switch
        {
            IntLiteral literal => new LinearForm(literal.Value),
            VariableRef reference => new LinearForm(0) { _factors = { [reference.Variable] = 1 } },
            Unary { Op: UnaryOp.Negate } negate => Of(negate.Operand)?.Times(-1),
            Binary { Op: BinaryOp.Add or BinaryOp.Subtract } sum when Of(sum.Left) is { } left && Of(sum.Right) is { } right
                => left.Plus(right, sum.Op == BinaryOp.Add ? 1 : -1),
            Binary { Op: BinaryOp.Multiply, Right: IntLiteral factor } product => Of(product.Left)?.Times(factor.Value),
            _ => null,
        };
        return form is not null && form.FitsInt32() ? form : null;
    }

    private LinearForm Times(long factor) => new LinearForm(0).Plus(this, factor);

    // Every part fits int32 (checked on the way up), so the products and sums here fit 64 bits.
    private LinearForm Plus(LinearForm other, long factor)
    {
        var sum = new LinearForm(Constant + factor * other.Constant);
        foreach (var term in _factors)
            sum._factors[term.Key] = term.Value;
        foreach (var term in other._factors)
            sum._factors[term.Key] = (_factors.TryGetValue(term.Key, out var mine) ? mine : 0) + factor * term.Value;
        return sum;
    }

    private bool FitsInt32()
    {
        // A factor beyond int32 could overflow even 64 bits below, and no such form fits anyway.
        if (_factors.Values.Any(factor => factor is < int.MinValue or > int.MaxValue))
            return false;
        var (min, max) = (Constant, Constant);
        foreach (var term in _factors)
        {
            var range = DifferenceBounds.Range(term.Key);
            min += Math.Min(term.Value * range.Min, term.Value * range.Max);
            max += Math.Max(term.Value * range.Min, term.Value * range.Max);
        }
        return min >= int.MinValue && max <= int.MaxValue;
    }
}
