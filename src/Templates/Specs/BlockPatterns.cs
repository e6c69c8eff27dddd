using KernelGen.Templates.Expressions;
using static KernelGen.Templates.Specs.PatternTerms;

namespace KernelGen.Templates.Specs;

/// <summary>Patterns of the blocks that query and key are in.</summary>
public static class BlockPatterns
{
    /// <summary>The constraint <c>q / block == k / block</c>.</summary>
    public static Expr BlockDiagonal(int block) => ExprSimplifier.Simplify(Expr.Equal(Block(Expr.Q, block), Block(Expr.K, block)));

    /// <summary>The constraint <c>k / block &lt;= q / block</c>.</summary>
    public static Expr BlockCausal(int block) => ExprSimplifier.Simplify(Expr.LessOrEqual(Block(Expr.K, block), Block(Expr.Q, block)));

    /// <summary>The constraint <c>k &lt;= q || k &lt; prefix</c>.</summary>
    public static Expr PrefixLm(int prefix) => Expr.Or(MaskPatterns.Causal(), Expr.Less(Expr.K, Expr.Int(prefix)));

    /// <summary>
    /// The constraint that q and k are in one group: of <c>p / group</c> for heads below <c>heads / 2</c>, of <c>(p + group / 2) / group</c>
    /// for the others.
    /// </summary>
    public static Expr ShiftedGroups(int group, int heads)
    {
        var half = Expr.Int(group / 2);
        var shifted = Expr.Equal(Block(Expr.Add(Expr.Q, half), group), Block(Expr.Add(Expr.K, half), group));
        return Expr.If(Expr.Less(Expr.Head, Expr.Int(heads / 2)), BlockDiagonal(group), shifted);
    }

    /// <summary>
    /// The reach <c>kb &lt;= qb &amp;&amp; (qb - kb &lt; local || (kb + head + 1) % stride == 0)</c> with <c>qb = q / block</c> and
    /// <c>kb = k / block</c>.
    /// </summary>
    public static Expr HeadShards(int block, int local, int stride)
    {
        var (query, key) = (Block(Expr.Q, block), Block(Expr.K, block));
        var shard = Expr.Add(key, Expr.Add(Expr.Head, Expr.Int(1)));
        return ExprSimplifier.Simplify(Expr.And(
            Expr.LessOrEqual(key, query), Expr.Or(AtMost(query, key, local - 1), IsMultiple(shard, stride))));
    }

    /// <summary>
    /// The reach of <paramref name="count"/> key blocks for each query block, chosen by a hash among all of them, or among those up to
    /// the query's when it is causal; twice the same counts once.
    /// </summary>
    public static Expr RandomBlocks(int block, int count, int seed, bool isCausal, bool isPerHead)
    {
        var (query, key) = (Block(Expr.Q, block), Block(Expr.K, block));
        var blocks = isCausal
            ? Expr.Add(query, Expr.Int(1))
            : Expr.Add(Block(Expr.Subtract(Expr.KeyLength, Expr.Int(1)), block), Expr.Int(1));
        var choices = Enumerable.Range(0, count)
            .Select(choice => Expr.Equal(key, Expr.Remainder(Hash(query, unchecked(seed * 31 + choice), isPerHead), blocks)));
        return ExprSimplifier.Simplify(Expr.Or([.. choices]));
    }

    // Multiply, fold the high bits onto the low ones, multiply again, keep the 24 highest bits: MurmurHash3's last step with one fold. Its
    // second fold would double the expression, which a plan evaluates for every rectangle; without the first, neighbouring blocks choose
    // neighbours.
    private static Expr Hash(Expr block, int salt, bool isPerHead)
    {
        var start = isPerHead ? Expr.Add(Expr.Multiply(Expr.Head, Expr.Int(0x27d4eb2f)), block) : block;
        var first = Expr.Multiply(Expr.Add(start, Expr.Int(unchecked(salt * (int)0x9e3779b1))), Expr.Int(unchecked((int)0x85ebca6b)));
        var folded = Expr.Of(BinaryOp.BitXor, first, Expr.Of(BinaryOp.ShiftRight, first, Expr.Int(15)));
        var second = Expr.Multiply(folded, Expr.Int(unchecked((int)0xc2b2ae35)));
        return Expr.Of(BinaryOp.BitAnd, Expr.Of(BinaryOp.ShiftRight, second, Expr.Int(8)), Expr.Int(0xffffff));
    }
}
