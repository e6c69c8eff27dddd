namespace KernelGen;

/// <summary>
/// A reach: every query sees the same stripes of keys: <c>k % period &lt; width</c> (Sparse-vDiT, vertical-stripe heads; arXiv 2506.03065).
/// </summary>
/// <param name="period">The distance between two stripes, at least 1.</param>
/// <param name="width">How many keys a stripe holds, from 1 to the period.</param>
[AttributeUsage(AttributeTargets.Class, Inherited = false)]
public sealed class VerticalStripeAttribute(int period, int width = 1) : Attribute
{
    /// <summary>The distance between two stripes, at least 1.</summary>
    public int Period { get; } = period;

    /// <summary>How many keys a stripe holds, from 1 to the period.</summary>
    public int Width { get; } = width;
}
