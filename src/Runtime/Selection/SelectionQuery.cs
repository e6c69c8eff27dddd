using KernelGen.Devices;
using KernelGen.Selection.Transfer;

namespace KernelGen.Selection;

/// <summary>What the layers are asked: which of these variants for this shape on this device?</summary>
/// <param name="Bucket">The shape's bucket.</param>
/// <param name="Pinned">The variant that the caller named, or null.</param>
/// <param name="Device">The device.</param>
/// <param name="Variants">The variants in the assembly, in the order of preference.</param>
/// <param name="Tuned">The spec's tuned results.</param>
/// <param name="Cost">The cost model; null where it is not known how well it carries results over to other buckets.</param>
internal sealed record SelectionQuery(
    ShapeBucket Bucket, string? Pinned, DeviceKey Device, IReadOnlyList<KernelVariant> Variants, TunedTable Tuned,
    Func<string, ShapeBucket, double>? Cost = null)
{
    /// <summary>The variant with an id, or null when the assembly does not have it.</summary>
    public KernelVariant? Find(string id) => Variants.FirstOrDefault(variant => variant.Id == id);
}

/// <summary>What a layer says.</summary>
/// <param name="Variant">Its choice, or null when it has none.</param>
/// <param name="Reason">Why, in English sentences.</param>
internal readonly record struct LayerAnswer(KernelVariant? Variant, string Reason)
{
    /// <summary>
    /// By what share the choice is expected to be slower than the best one that measuring finds; null where nothing is known. Computed for those who ask
    /// why alone: it may take many times as long as the choice, which a program's first call waits for.
    /// </summary>
    public Func<ExpectedLoss?> Loss { get; init; } = () => null;
}

/// <summary>One layer of the lookup.</summary>
internal interface ISelectionLayer
{
    /// <summary>Which one.</summary>
    SelectionLayer Layer { get; }

    /// <summary>Answers, or says why it cannot.</summary>
    LayerAnswer Ask(SelectionQuery query);
}
