using System.Globalization;
using KernelGen.Templates.Expressions;

namespace KernelGen.Templates.Analysis;

/// <summary>
/// Ranges of queries that are proven to see no key, whatever the lengths are; null where there is no such range. For diagnostics, with the
/// limits of <see cref="MaskFacts"/>.
/// </summary>
/// <param name="Below">Every query from position 0 to before this one.</param>
/// <param name="From">Every query from this position on.</param>
/// <param name="BeforeEnd">Every query from position <c>keyLength</c> minus this on.</param>
public sealed record EmptyRows(int? Below, int? From, int? BeforeEnd)
{
    private const int Largest = 1 << 29;

    /// <summary>Finds the longest ranges; null when there are none. Of a mask that allows nothing at all, all queries are one.</summary>
    public static EmptyRows? Of(Expr mask)
    {
        var below = Longest(count => Never(mask, Expr.GreaterOrEqual(Expr.Q, Expr.Int(0)), Expr.Less(Expr.Q, Expr.Int(count))));
        var cut = Longest(count => Never(mask, Expr.GreaterOrEqual(Expr.Q, Expr.Int(Largest - count))));
        var beforeEnd = Longest(count => Never(
            mask, Expr.GreaterOrEqual(Expr.Q, Expr.Subtract(Expr.Of(ExprVariable.KeyLength), Expr.Int(count)))));
        return below is null && cut is null && beforeEnd is null ? null : new EmptyRows(below, Largest - cut, beforeEnd);
    }

    /// <summary>The ranges in words, such as <c>below position 4</c>.</summary>
    public string Describe() => string.Join(" and ", Parts());

    private IEnumerable<string> Parts()
    {
        if (Below is { } below)
            yield return below == 1 ? "at position 0" : $"at positions 0 to {Text(below - 1)}";
        if (From is { } from)
            yield return $"at position {Text(from)} and later";
        if (BeforeEnd is { } count)
            yield return count == 1 ? "at the last key" : $"at the last {Text(count)} keys (position keyLength - {Text(count)} and later)";
    }

    private static bool Never(Expr mask, params Expr[] rows) => MaskFacts.NeverAllows(Expr.And([mask, .. rows]));

    // The largest count that is proven; what is proven for a range is proven for its parts.
    private static int? Longest(Func<int, bool> isProven)
    {
        if (!isProven(1))
            return null;
        var (proven, open) = (1, 2);
        while (open <= Largest && isProven(open))
            (proven, open) = (open, 2 * open);
        while (open - proven > 1)
        {
            var middle = proven + (open - proven) / 2;
            if (isProven(middle))
                proven = middle;
            else
                open = middle;
        }
        return proven;
    }

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}
