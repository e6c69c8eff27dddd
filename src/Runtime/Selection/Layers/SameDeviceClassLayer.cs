namespace KernelGen.Selection.Layers;

/// <summary>A result of another device of the same class, for the nearest bucket.</summary>
internal sealed class SameDeviceClassLayer : ISelectionLayer
{
    public SelectionLayer Layer => SelectionLayer.SameDeviceClass;

    private static bool IsSister(TunedEntry entry, SelectionQuery query)
        => entry.Device != query.Device && entry.Device.Class == query.Device.Class;

    public LayerAnswer Ask(SelectionQuery query)
    {
        List<TunedEntry> entries = [.. query.Tuned.Entries.Where(entry => IsSister(entry, query))];
        return TransferredLookup.Ask(query, entries, Layer) ?? TunedLookup.First(
            query,
            NearestBucketLayer.ByDistance(query, entries),
            entry => $"Another device of class {query.Device.Class}, {entry.Device}, was measured for {entry.Bucket}, and {entry.Source}",
            $"No other device of class {query.Device.Class} was measured for a comparable bucket.");
    }
}
