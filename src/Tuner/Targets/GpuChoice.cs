using KernelGen.Devices.Gpu;
using KernelGen.Selection;
using KernelGen.Selection.Layers;

namespace KernelGen.Tuner.Targets;

/// <summary>The choice of the runtime's cost model among kernels for a GPU.</summary>
internal static class GpuChoice
{
    /// <summary>The id of the chosen variant; null when there is none to choose from.</summary>
    /// <param name="facts">The spec.</param>
    /// <param name="variants">The variants that the device can run, the preferred ones first.</param>
    /// <param name="bucket">The shapes.</param>
    /// <param name="cost">The relative cost of a variant.</param>
    public static string? Of<TVariant>(SpecFacts facts, IReadOnlyList<TVariant> variants, in ShapeBucket bucket, Func<TVariant, double> cost)
        where TVariant : GpuVariant
    {
        if (variants.Count == 0)
            return null;
        var layer = new GpuAnalyticLayer<TVariant>(facts, "", "", (variant, _) => cost(variant));
        return layer.Ask(new SelectionQuery(bucket, null, default, variants, new TunedTable([], ""))).Variant?.Id;
    }
}
