namespace KernelGen;

/// <summary>
/// A reach: every query block sees <paramref name="count"/> key blocks that a hash chooses: <c>k / block == hash(q / block, i) % blocks</c>
/// for an i below count, where blocks is <c>(keyLength - 1) / block + 1</c>, or <c>q / block + 1</c> when causal, and
/// <c>hash(b, i) = ((x ^ x &gt;&gt; 15) * 0xc2b2ae35) &gt;&gt; 8 &amp; 0xffffff</c>, <c>x = (b + (seed * 31 + i) * 0x9e3779b1) *
/// 0x85ebca6b</c>, all in wrapping int arithmetic; per head, b stands for <c>head * 0x27d4eb2f + b</c>. Two
/// choices may coincide (BigBird, random attention beside a window and global tokens; arXiv 2007.14062).
/// </summary>
/// <param name="block">The tokens of a block, at least 1.</param>
/// <param name="count">How many blocks are chosen, from 1 to 16.</param>
/// <param name="seed">Makes other choices, at least 0.</param>
/// <param name="causal">Whether only blocks up to the query's are chosen.</param>
/// <param name="perHead">Whether every query head has choices of its own.</param>
[AttributeUsage(AttributeTargets.Class, Inherited = false)]
public sealed class RandomBlocksAttribute(int block, int count, int seed = 0, bool causal = false, bool perHead = false) : Attribute
{
    /// <summary>The tokens of a block, at least 1.</summary>
    public int Block { get; } = block;

    /// <summary>How many blocks are chosen, from 1 to 16.</summary>
    public int Count { get; } = count;

    /// <summary>Makes other choices, at least 0.</summary>
    public int Seed { get; } = seed;

    /// <summary>Whether only blocks up to the query's are chosen.</summary>
    public bool Causal { get; } = causal;

    /// <summary>Whether every query head has choices of its own.</summary>
    public bool PerHead { get; } = perHead;
}
