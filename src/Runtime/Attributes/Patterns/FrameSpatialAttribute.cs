namespace KernelGen;

/// <summary>
/// A reach: a query sees its own frame and those near it: <c>|q / tokensPerFrame - k / tokensPerFrame| &lt;= frames</c> (Sparse VideoGen,
/// spatial heads; arXiv 2502.01776).
/// </summary>
/// <param name="tokensPerFrame">How many tokens a frame holds, at least 1.</param>
/// <param name="frames">How many frames before and after the query's own are seen too, at least 0.</param>
[AttributeUsage(AttributeTargets.Class, Inherited = false)]
public sealed class FrameSpatialAttribute(int tokensPerFrame, int frames = 0) : Attribute
{
    /// <summary>How many tokens a frame holds, at least 1.</summary>
    public int TokensPerFrame { get; } = tokensPerFrame;

    /// <summary>How many frames before and after the query's own are seen too, at least 0.</summary>
    public int Frames { get; } = frames;
}
