namespace KernelGen;

/// <summary>
/// A constraint: a query sees its own block in full and the blocks before it: <c>k / block &lt;= q / block</c> (Block Diffusion (BD3-LM),
/// its block-causal mask; arXiv 2503.09573).
/// </summary>
/// <param name="block">The length of a block, at least 1.</param>
[AttributeUsage(AttributeTargets.Class, Inherited = false)]
public sealed class BlockCausalAttribute(int block) : Attribute
{
    /// <summary>The length of a block, at least 1.</summary>
    public int Block { get; } = block;
}
