using KernelGen.Templates.Expressions;

namespace KernelGen.Templates.Specs;

/// <summary>Patterns of documents that are packed one after the other into a sequence.</summary>
public static class DocumentPatterns
{
    /// <summary>The document that each key is in.</summary>
    public static ExprParameter Document { get; } = new("document", ExprDataType.Int32, IsArray: true);

    /// <summary>
    /// The constraint <c>document[q] == document[k]</c>; with <paramref name="perSequence"/>, every sequence of a batch has documents of its
    /// own, and p stands for <c>batch * keyLength + p</c>.
    /// </summary>
    public static Expr Documents(bool perSequence) => Expr.Equal(At(Expr.Q, perSequence), At(Expr.K, perSequence));

    /// <summary>The constraint <c>document[q] == document[k] || k &lt; count</c>, with documents as <see cref="Documents"/> has them.</summary>
    public static Expr AnchorContext(int count, bool perSequence) => Expr.Or(Documents(perSequence), MaskPatterns.AttentionSink(count));

    private static Expr At(Expr position, bool perSequence)
        => Expr.Load(Document, perSequence ? Expr.Add(Expr.Multiply(Expr.Batch, Expr.KeyLength), position) : position);
}
