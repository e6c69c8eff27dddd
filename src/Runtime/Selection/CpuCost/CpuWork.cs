using KernelGen.Planning;

namespace KernelGen.Selection.CpuCost;

/// <summary>What the cost model needs to know of a spec.</summary>
/// <param name="DotDim">Elements of the dot product of query and key.</param>
/// <param name="ValueHeadDim">Elements per head of V.</param>
/// <param name="ElementBytes">Bytes of a stored element.</param>
/// <param name="Alignment">Where query 0 stands.</param>
/// <param name="Mask">The mask over rectangles; null where it allows everything or only a call's data would tell.</param>
internal sealed record CpuWork(int DotDim, int ValueHeadDim, int ElementBytes, CausalAlignment Alignment, TileClassifier? Mask)
{
    /// <summary>The work of a spec.</summary>
    /// <param name="facts">Its sizes.</param>
    /// <param name="classifier">Its mask; null for one that counts as allowing everything.</param>
    public static CpuWork Of(SpecFacts facts, TileClassifier? classifier)
        => new(facts.DotDim, facts.ValueHeadDim, facts.ElementBytes, facts.Alignment, classifier is not null && IsKnown(classifier) ? classifier : null);

    /// <summary>The position of query row 0 when the call gives none.</summary>
    public int Offset(in AttentionShape shape)
        => shape.QueryOffset ?? (Alignment == CausalAlignment.BottomRight ? shape.KeyLength - shape.QueryLength : 0);

    private static bool IsKnown(TileClassifier classifier) => classifier.ReadsData.IsEmpty && classifier.ReadsTensors.IsEmpty;
}
