namespace KernelGen.Selection.Layers;

/// <summary>The caller named the variant.</summary>
internal sealed class PinnedLayer : ISelectionLayer
{
    /// <summary>The argument of the public methods through which a variant is pinned.</summary>
    public const string OptionsArgument = "options";

    public SelectionLayer Layer => SelectionLayer.Pinned;

    public LayerAnswer Ask(SelectionQuery query)
    {
        if (query.Pinned is null)
            return new LayerAnswer(null, "No variant was pinned.");
        var variant = query.Find(query.Pinned) ?? throw Unknown(query.Pinned, query.Variants, OptionsArgument);
        return new LayerAnswer(variant, $"The caller pinned {variant.Id}.");
    }

    /// <summary>The error for an id that no variant has.</summary>
    public static ArgumentException Unknown(string pinned, IReadOnlyList<KernelVariant> variants, string argument)
    {
        var ids = variants.Select(variant => variant.Id).ToList();
        return new ArgumentException(
            $"{argument}.Variant is '{pinned}', which is not in the assembly; the closest is '{ClosestName.Of(pinned, ids)}'. There are: "
                + string.Join(", ", ids) + ".",
            argument);
    }
}
