namespace KernelGen;

/// <summary>
/// A constraint: <c>blocks[batch, head, row / Query, k / Key]</c>. Every call gives the tensor of truth values <c>blocks</c>, one for each block of
/// queries and keys, of shape (rows, columns), (H, rows, columns) or (B, H, rows, columns) with rows = Nq / Query and columns = Nk / Key, both
/// rounded up; a length of 1 is broadcast. A <see cref="BlockMask"/> is such a tensor. The row counts from 0, whatever the query offset is. (Sparse attention in blocks: BigBird, arXiv 2007.14062; chosen at run time:
/// Native Sparse Attention, arXiv 2502.11089.)
/// </summary>
[AttributeUsage(AttributeTargets.Class, Inherited = false)]
public sealed class BlockSparseAttribute : Attribute
{
    /// <summary>Query rows of a block, at least 1; 64 by default.</summary>
    public int Query { get; set; } = 64;

    /// <summary>Keys of a block, at least 1; 64 by default.</summary>
    public int Key { get; set; } = 64;
}
