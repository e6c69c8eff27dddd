namespace KernelGen;

/// <summary>
/// A constraint: a query sees the keys of its own block: <c>q / block == k / block</c> (blocks of equal length, as in Blockwise Attention
/// (BlockBERT), arXiv 1911.02972).
/// </summary>
/// <param name="block">The length of a block, at least 1.</param>
[AttributeUsage(AttributeTargets.Class, Inherited = false)]
public sealed class BlockDiagonalAttribute(int block) : Attribute
{
    /// <summary>The length of a block, at least 1.</summary>
    public int Block { get; } = block;
}
