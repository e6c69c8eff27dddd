namespace KernelGen.Selection.Layers;

/// <summary>Results of this device for other buckets of the same kind, carried over; where only winners are known, the nearest one's.</summary>
internal sealed class NearestBucketLayer : ISelectionLayer
{
    public SelectionLayer Layer => SelectionLayer.NearestBucket;

    public LayerAnswer Ask(SelectionQuery query)
    {
        List<TunedEntry> entries = [.. query.Tuned.Entries.Where(entry => entry.Device == query.Device)];
        return TransferredLookup.Ask(query, entries, Layer) ?? TunedLookup.First(
            query,
            ByDistance(query, entries),
            entry => $"Nearest to {query.Bucket} on {query.Device} is {entry.Bucket}, for which {entry.Source}",
            $"No comparable bucket was measured on {query.Device}.");
    }

    /// <summary>The comparable results, the nearest first; equally near ones stay in the order of trust.</summary>
    public static IEnumerable<TunedEntry> ByDistance(SelectionQuery query, IEnumerable<TunedEntry> entries) => entries
        .Where(entry => BucketDistance.Comparable(entry.Bucket, query.Bucket))
        .OrderBy(entry => BucketDistance.Between(entry.Bucket, query.Bucket));
}
