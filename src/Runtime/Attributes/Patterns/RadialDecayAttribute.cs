namespace KernelGen;

/// <summary>
/// A reach: with f the distance of the frames, o that of the places in them, and <c>m</c> the largest power of two that is at most
/// <c>max(f, 1)</c>: <c>(o + 1) * m &lt;= tokensPerFrame</c>, or <c>o == 0</c> and f is a multiple of <c>m / tokensPerFrame</c>, rounded up
/// (Radial Attention, arXiv 2506.19852).
/// </summary>
/// <param name="tokensPerFrame">How many tokens a frame holds, at least 1.</param>
[AttributeUsage(AttributeTargets.Class, Inherited = false)]
public sealed class RadialDecayAttribute(int tokensPerFrame) : Attribute
{
    /// <summary>How many tokens a frame holds, at least 1.</summary>
    public int TokensPerFrame { get; } = tokensPerFrame;
}
