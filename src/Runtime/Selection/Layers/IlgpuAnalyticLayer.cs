using KernelGen.Devices.Ilgpu;

namespace KernelGen.Selection.Layers;

/// <summary>No measurement: the cost model's choice. Always answers.</summary>
internal sealed class IlgpuAnalyticLayer(SpecFacts facts, IlgpuDevice device) : ISelectionLayer
{
    // The model ranks by rough shares; within this much it has no opinion and the emitted order, the better judgement, stands.
    private const double Doubt = 0.05;

    public SelectionLayer Layer => SelectionLayer.AnalyticDefault;

    public LayerAnswer Ask(SelectionQuery query)
    {
        var chosen = Choose([.. query.Variants.OfType<IlgpuVariant>()], query.Bucket);
        return new LayerAnswer(
            chosen, $"The cost model prefers {chosen.Id} of {facts.Name} for {query.Bucket} on {device.Name}. `kernelgen tune --target ilgpu` measures instead.");
    }

    private IlgpuVariant Choose(IReadOnlyList<IlgpuVariant> variants, ShapeBucket bucket)
    {
        var best = variants[0];
        foreach (var variant in variants)
        {
            if (IlgpuCostModel.Cost(variant, bucket, device) < IlgpuCostModel.Cost(best, bucket, device) * (1 - Doubt))
                best = variant;
        }
        return best;
    }
}
