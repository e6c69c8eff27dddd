namespace KernelGen;

/// <summary>
/// A reach: the keys up to <paramref name="stride"/> before the query, and every <paramref name="stride"/>-th before those: <c>k &lt;=
/// q</c> and <c>q - k &lt;= stride || (q - k) % stride == 0</c> (Sparse Transformer, strided attention, both of its steps in one; arXiv
/// 1904.10509).
/// </summary>
/// <param name="stride">The width of the window and the distance of the keys beyond it, at least 1.</param>
[AttributeUsage(AttributeTargets.Class, Inherited = false)]
public sealed class StridedWindowAttribute(int stride) : Attribute
{
    /// <summary>The width of the window and the distance of the keys beyond it, at least 1.</summary>
    public int Stride { get; } = stride;
}
