namespace KernelGen;

/// <summary>
/// A reach: a query sees its own place in every frame: <c>|q % tokensPerFrame - k % tokensPerFrame| &lt;= tolerance</c> (Sparse VideoGen,
/// temporal heads; arXiv 2502.01776).
/// </summary>
/// <param name="tokensPerFrame">How many tokens a frame holds, at least 1.</param>
/// <param name="tolerance">How far the places may differ, at least 0.</param>
[AttributeUsage(AttributeTargets.Class, Inherited = false)]
public sealed class FrameTemporalAttribute(int tokensPerFrame, int tolerance = 0) : Attribute
{
    /// <summary>How many tokens a frame holds, at least 1.</summary>
    public int TokensPerFrame { get; } = tokensPerFrame;

    /// <summary>How far the places may differ, at least 0.</summary>
    public int Tolerance { get; } = tolerance;
}
