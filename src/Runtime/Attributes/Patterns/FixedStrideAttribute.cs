namespace KernelGen;

/// <summary>
/// A reach: the query's own block up to the query, and the last <paramref name="summary"/> positions of each block before it: <c>k &lt;=
/// q</c> and <c>q / stride == k / stride || k % stride &gt;= stride - summary</c> (Sparse Transformer, fixed attention, both of its steps
/// in one; arXiv 1904.10509).
/// </summary>
/// <param name="stride">The length of a block, at least 1.</param>
/// <param name="summary">How many positions at the end of a block are seen by all later queries, from 1 to the stride.</param>
[AttributeUsage(AttributeTargets.Class, Inherited = false)]
public sealed class FixedStrideAttribute(int stride, int summary) : Attribute
{
    /// <summary>The length of a block, at least 1.</summary>
    public int Stride { get; } = stride;

    /// <summary>How many positions at the end of a block are seen by all later queries, from 1 to the stride.</summary>
    public int Summary { get; } = summary;
}
