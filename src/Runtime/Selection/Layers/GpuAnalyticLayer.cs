using KernelGen.Devices.Gpu;

namespace KernelGen.Selection.Layers;

/// <summary>No measurement: the choice of a GPU's cost model. Always answers.</summary>
/// <typeparam name="TVariant">The kernels.</typeparam>
/// <param name="facts">The spec.</param>
/// <param name="device">The name of the device.</param>
/// <param name="advice">A sentence on how to measure instead, after a blank; empty for none.</param>
/// <param name="cost">The relative cost of a variant for a bucket.</param>
internal sealed class GpuAnalyticLayer<TVariant>(SpecFacts facts, string device, string advice, Func<TVariant, ShapeBucket, double> cost) : ISelectionLayer
    where TVariant : GpuVariant
{
    // The model ranks by rough shares; within this much it has no opinion and the emitted order, the better judgement, stands.
    private const double Doubt = 0.05;

    public SelectionLayer Layer => SelectionLayer.AnalyticDefault;

    public LayerAnswer Ask(SelectionQuery query)
    {
        var chosen = Choose([.. query.Variants.OfType<TVariant>()], query.Bucket);
        return new LayerAnswer(
            chosen, $"The cost model prefers {chosen.Id} of {facts.Name} for {query.Bucket} on {device}.{advice}");
    }

    private TVariant Choose(IReadOnlyList<TVariant> variants, ShapeBucket bucket)
    {
        var best = variants[0];
        foreach (var variant in variants)
        {
            if (cost(variant, bucket) < cost(best, bucket) * (1 - Doubt))
                best = variant;
        }
        return best;
    }
}
