namespace KernelGen;

/// <summary>
/// A score function: <c>score + windowBias[offset * queryHeads + head]</c> with <c>offset = (y(q) - y(k) + height - 1) * (2 * width - 1) +
/// x(q) - x(k) + width - 1</c>, where <c>y(p) = p % (height * width) / width</c> and <c>x(p) = p % width</c>: tokens are the pixels of a
/// window, row after row, and a sequence is one window or several, one after the other. <c>ReadOnlySpan&lt;float&gt; windowBias</c>,
/// ((2 height - 1) (2 width - 1), query heads), becomes a parameter of Forward and Reference (Swin Transformer, arXiv 2103.14030).
/// </summary>
/// <param name="height">Rows of a window, 1 to 512.</param>
/// <param name="width">Tokens of a row, 1 to 512.</param>
[AttributeUsage(AttributeTargets.Class, Inherited = false)]
public sealed class SwinRelativeBiasAttribute(int height, int width) : Attribute
{
    /// <summary>Rows of a window.</summary>
    public int Height { get; } = height;

    /// <summary>Tokens of a row.</summary>
    public int Width { get; } = width;
}
