namespace KernelGen;

/// <summary>
/// A constraint: <c>document[q] == document[k] || k &lt; count</c>: packed documents, all of which see the first tokens of the sequence too.
/// <c>ReadOnlySpan&lt;int&gt; document</c>, the document that each key is in, becomes a parameter of Forward and Reference
/// (AnchorAttention, whose anchor is the first token; arXiv 2411.13476).
/// </summary>
/// <param name="count">How many tokens at the start every document sees, at least 1.</param>
/// <param name="perSequence">Whether every sequence of a batch has documents of its own, those of one sequence after the other; see <see cref="DocumentsAttribute"/>.</param>
[AttributeUsage(AttributeTargets.Class, Inherited = false)]
public sealed class AnchorContextAttribute(int count = 1, bool perSequence = false) : Attribute
{
    /// <summary>How many tokens at the start every document sees, at least 1.</summary>
    public int Count { get; } = count;

    /// <summary>Whether every sequence of a batch has documents of its own, those of one sequence after the other; see <see cref="DocumentsAttribute"/>.</summary>
    public bool PerSequence { get; } = perSequence;
}
