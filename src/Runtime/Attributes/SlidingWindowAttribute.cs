namespace KernelGen;

/// <summary>
/// A reach: a query at position q sees the keys <c>q - Left &lt;= k &lt;= q + Right</c> (the convention of FlashAttention and of ONNX
/// opset 25; -1 means unbounded). Reaches are or-ed with one another and then and-ed with the constraints.
/// </summary>
/// <param name="left">Keys seen before the query's own position, or -1 for all of them.</param>
/// <param name="right">Keys seen after it, or -1 for all of them.</param>
[AttributeUsage(AttributeTargets.Class, Inherited = false)]
public sealed class SlidingWindowAttribute(int left, int right = 0) : Attribute
{
    /// <summary>Keys seen before the query's own position; -1 means unbounded.</summary>
    public int Left { get; } = left;

    /// <summary>Keys seen after the query's own position; -1 means unbounded.</summary>
    public int Right { get; } = right;
}
