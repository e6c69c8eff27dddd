using KernelGen.Devices.Cpu;
using KernelGen.Selection.CpuCost;
using KernelGen.Selection.Transfer;

namespace KernelGen.Selection.Layers;

/// <summary>No measurement: the cost model's choice. Always answers.</summary>
internal sealed class CpuAnalyticLayer(CpuWork work, CpuDevice device) : ISelectionLayer
{
    public SelectionLayer Layer => SelectionLayer.AnalyticDefault;

    public LayerAnswer Ask(SelectionQuery query)
    {
        var kernels = query.Variants.OfType<CpuKernel>().ToList();
        var chosen = kernels[AnalyticDefault.Choose([.. kernels.Select(kernel => kernel.Tile)], work, query.Bucket, device)];
        return new LayerAnswer(chosen, $"The cost model prefers {chosen.Id} for {query.Bucket}. `kernelgen tune` measures instead.")
        {
            Loss = () => RecordedLosses.Of(Layer, chosen.Family),
        };
    }
}
