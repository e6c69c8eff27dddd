using KernelGen.Devices.Cpu;

namespace KernelGen.Selection.Layers;

/// <summary>No measurement: the cost model's choice. Always answers.</summary>
internal sealed class CpuAnalyticLayer(SpecFacts facts, CpuDevice device) : ISelectionLayer
{
    public SelectionLayer Layer => SelectionLayer.AnalyticDefault;

    public LayerAnswer Ask(SelectionQuery query)
    {
        var kernels = query.Variants.OfType<CpuKernel>().ToList();
        var chosen = kernels[AnalyticDefault.Choose([.. kernels.Select(kernel => kernel.Tile)], facts, query.Bucket, device)];
        return new LayerAnswer(
            chosen,
            $"The cost model prefers {chosen.Id} for {query.Bucket}: {chosen.Tile.VectorBits}-bit vectors, and its tile wastes least "
                + "there. `kernelgen tune` measures instead.");
    }
}
