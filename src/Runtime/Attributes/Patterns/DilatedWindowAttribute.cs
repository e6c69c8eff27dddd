namespace KernelGen;

/// <summary>
/// A reach: a window with gaps: <c>q - left * dilation &lt;= k &lt;= q + right * dilation</c> and <c>(q - k) % dilation == 0</c>
/// (Longformer, arXiv 2004.05150).
/// </summary>
/// <param name="left">How many keys are seen before the query's own position, not counting gaps; at least 0.</param>
/// <param name="right">How many are seen after it, at least 0.</param>
/// <param name="dilation">The distance between two of them, at least 1.</param>
[AttributeUsage(AttributeTargets.Class, Inherited = false)]
public sealed class DilatedWindowAttribute(int left, int right, int dilation) : Attribute
{
    /// <summary>How many keys are seen before the query's own position, not counting gaps; at least 0.</summary>
    public int Left { get; } = left;

    /// <summary>How many are seen after it, at least 0.</summary>
    public int Right { get; } = right;

    /// <summary>The distance between two of them, at least 1.</summary>
    public int Dilation { get; } = dilation;
}
