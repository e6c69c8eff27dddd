namespace KernelGen;

/// <summary>
/// A reach: <c>k &lt;= q &amp;&amp; q - k &lt;= span[head]</c>, or <c>|q - k| &lt;= span[head]</c> when it is not causal: every head has a
/// window of its own length. <c>ReadOnlySpan&lt;int&gt; span</c>, one for each query head, becomes a parameter of Forward and Reference; a
/// span of the key length or more sees everything (MoA, arXiv 2406.14909, where a span may grow with the length, beside the first tokens;
/// MASFormer, spans by layer, arXiv 2310.12442).
/// </summary>
/// <param name="causal">Whether the window ends at the query instead of lying around it.</param>
[AttributeUsage(AttributeTargets.Class, Inherited = false)]
public sealed class HeadSpansAttribute(bool causal = true) : Attribute
{
    /// <summary>Whether the window ends at the query instead of lying around it.</summary>
    public bool Causal { get; } = causal;
}
