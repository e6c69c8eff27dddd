namespace KernelGen;

/// <summary>
/// A reach: with <c>qb = q / block</c> and <c>kb = k / block</c>, each head sees the nearest blocks and its own share of the older ones:
/// <c>kb &lt;= qb</c> and <c>qb - kb &lt; local || (kb + head + 1) % stride == 0</c>. Add <see cref="CausalAttribute"/> for the order
/// within the query's block (S2-Attention, heads with different strided shards; arXiv 2407.17678).
/// </summary>
/// <param name="block">The length of a block, at least 1.</param>
/// <param name="local">How many blocks up to the query's own are seen by every head, at least 1.</param>
/// <param name="stride">Of how many older blocks a head sees one, at least 1.</param>
[AttributeUsage(AttributeTargets.Class, Inherited = false)]
public sealed class HeadShardsAttribute(int block, int local, int stride) : Attribute
{
    /// <summary>The length of a block, at least 1.</summary>
    public int Block { get; } = block;

    /// <summary>How many blocks up to the query's own are seen by every head, at least 1.</summary>
    public int Local { get; } = local;

    /// <summary>Of how many older blocks a head sees one, at least 1.</summary>
    public int Stride { get; } = stride;
}
