namespace KernelGen;

/// <summary>
/// A reach: diagonals at a constant distance from one another: <c>(|q - k| + halfWidth) % period &lt;= 2 * halfWidth</c> (Sparse-vDiT,
/// multi-diagonal heads; arXiv 2506.03065).
/// </summary>
/// <param name="period">The distance between two diagonals, at least 1.</param>
/// <param name="halfWidth">How far a diagonal reaches to each side, at least 0.</param>
[AttributeUsage(AttributeTargets.Class, Inherited = false)]
public sealed class MultiDiagonalAttribute(int period, int halfWidth = 0) : Attribute
{
    /// <summary>The distance between two diagonals, at least 1.</summary>
    public int Period { get; } = period;

    /// <summary>How far a diagonal reaches to each side, at least 0.</summary>
    public int HalfWidth { get; } = halfWidth;
}
