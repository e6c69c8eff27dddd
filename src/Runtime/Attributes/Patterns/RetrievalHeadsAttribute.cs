namespace KernelGen;

/// <summary>
/// A reach: <c>k &lt;= q &amp;&amp; (retrieval[kvHead] || k &lt; sink || q - k &lt;= window)</c>: some heads see everything before the
/// query, the others the first tokens and the last ones. <c>ReadOnlySpan&lt;bool&gt; retrieval</c>, one for each key head, becomes a
/// parameter of Forward and Reference (DuoAttention, retrieval and streaming heads, arXiv 2410.10819; RazorAttention, arXiv 2407.15891).
/// </summary>
/// <param name="sink">How many tokens at the start a streaming head sees, at least 0.</param>
/// <param name="window">How many tokens before the query it sees, at least 0.</param>
[AttributeUsage(AttributeTargets.Class, Inherited = false)]
public sealed class RetrievalHeadsAttribute(int sink, int window) : Attribute
{
    /// <summary>How many tokens at the start a streaming head sees, at least 0.</summary>
    public int Sink { get; } = sink;

    /// <summary>How many tokens before the query it sees, at least 0.</summary>
    public int Window { get; } = window;
}
