namespace KernelGen.Selection.Layers;

/// <summary>A result of this device for the nearest bucket of the same kind.</summary>
internal sealed class NearestBucketLayer : ISelectionLayer
{
    public SelectionLayer Layer => SelectionLayer.NearestBucket;

    public LayerAnswer Ask(SelectionQuery query) => TunedLookup.First(
        query,
        ByDistance(query, query.Tuned.Entries.Where(entry => entry.Device == query.Device)),
        entry => $"Nearest to {query.Bucket} on {query.Device} is {entry.Bucket}, for which {entry.Source}",
        $"No comparable bucket was measured on {query.Device}.");

    /// <summary>The comparable results, the nearest first; equally near ones stay in the order of trust.</summary>
    public static IEnumerable<TunedEntry> ByDistance(SelectionQuery query, IEnumerable<TunedEntry> entries) => entries
        .Where(entry => BucketDistance.Comparable(entry.Bucket, query.Bucket))
        .OrderBy(entry => BucketDistance.Between(entry.Bucket, query.Bucket));
}
