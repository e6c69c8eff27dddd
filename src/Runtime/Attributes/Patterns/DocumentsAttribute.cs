namespace KernelGen;

/// <summary>
/// A constraint: <c>document[q] == document[k]</c>, so that documents that are packed into one sequence do not see one another.
/// <c>ReadOnlySpan&lt;int&gt; document</c>, the document that each key is in, becomes a parameter of Forward and Reference. Numbers
/// that never fall along the sequence skip every tile that can be (packing without cross-contamination, arXiv 2107.02027; variable-length
/// attention, FlashAttention's cu_seqlens).
/// </summary>
/// <param name="perSequence">
/// Whether every sequence of a batch has documents of its own: p then stands for <c>batch * keyLength + p</c>, and <c>document</c> holds
/// those of one sequence after the other.
/// </param>
[AttributeUsage(AttributeTargets.Class, Inherited = false)]
public sealed class DocumentsAttribute(bool perSequence = false) : Attribute
{
    /// <summary>Whether every sequence of a batch has documents of its own.</summary>
    public bool PerSequence { get; } = perSequence;
}
