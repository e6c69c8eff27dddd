namespace KernelGen;

/// <summary>
/// A reach: the first <paramref name="count"/> tokens see every key and are seen by every query: <c>k &lt; count || q &lt; count</c>
/// (Longformer, arXiv 2004.05150).
/// </summary>
/// <param name="count">How many tokens at the start are global, at least 1.</param>
[AttributeUsage(AttributeTargets.Class, Inherited = false)]
public sealed class GlobalTokensAttribute(int count) : Attribute
{
    /// <summary>How many tokens at the start are global, at least 1.</summary>
    public int Count { get; } = count;
}
