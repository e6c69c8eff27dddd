namespace KernelGen;

/// <summary>
/// A reach: a query sees its own row and column of an image: <c>q / width == k / width || q % width == k % width</c> (CCNet, arXiv
/// 1811.11721).
/// </summary>
/// <param name="width">How many tokens a row of the image holds, at least 1.</param>
[AttributeUsage(AttributeTargets.Class, Inherited = false)]
public sealed class CrissCrossAttribute(int width) : Attribute
{
    /// <summary>How many tokens a row of the image holds, at least 1.</summary>
    public int Width { get; } = width;
}
