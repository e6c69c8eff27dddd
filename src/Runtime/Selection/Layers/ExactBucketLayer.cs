using KernelGen.Selection.Transfer;

namespace KernelGen.Selection.Layers;

/// <summary>A result of this device for this very bucket.</summary>
internal sealed class ExactBucketLayer : ISelectionLayer
{
    public SelectionLayer Layer => SelectionLayer.ExactBucket;

    public LayerAnswer Ask(SelectionQuery query)
    {
        var answer = Lookup(query);
        return answer.Variant is null ? answer : answer with { Loss = () => ExpectedLoss.Measured };
    }

    private static LayerAnswer Lookup(SelectionQuery query) => TunedLookup.First(
        query,
        query.Tuned.Entries.Where(entry => entry.Device == query.Device && entry.Bucket == query.Bucket),
        entry => $"For {query.Bucket} on {query.Device}, {entry.Source}",
        $"Nothing was measured for {query.Bucket} on {query.Device}.");
}
