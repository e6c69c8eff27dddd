using KernelGen.Selection.Transfer;

namespace KernelGen.Selection.Layers;

/// <summary>What the layers of other buckets and other devices share: carrying measured times over to the bucket that was asked for.</summary>
internal static class TransferredLookup
{
    /// <summary>The answer from measured times; null when there is no cost model to carry them over with, or nothing comparable was measured.</summary>
    /// <param name="query">What is asked.</param>
    /// <param name="entries">The results that count.</param>
    /// <param name="layer">The layer that answers.</param>
    public static LayerAnswer? Ask(SelectionQuery query, IReadOnlyList<TunedEntry> entries, SelectionLayer layer)
    {
        if (query.Cost is not { } cost)
            return null;
        var transfer = new BucketTransfer(cost);
        IReadOnlyList<string> variants = [.. query.Variants.Select(variant => variant.Id)];
        List<TunedEntry> comparable = [.. entries.Where(entry => BucketDistance.Comparable(entry.Bucket, query.Bucket))];
        if (transfer.Choose(query.Bucket, comparable, variants) is not { } choice)
            return null;
        var variant = query.Find(choice.Variant)!;
        var nearest = choice.From[0];
        return new LayerAnswer(
            variant,
            $"Nearest to {query.Bucket} on {nearest.Device} is {nearest.Bucket}; {Count(choice.From.Count)} measured there, carried over by the cost model, "
                + $"{(choice.From.Count == 1 ? "favours" : "favour")} {variant.Id}.")
        {
            // How well buckets carry over on another device says nothing of how well they carry over from there to this one.
            Loss = () => layer == SelectionLayer.NearestBucket
                ? LeaveOneOut.Of(transfer, comparable, variants) ?? RecordedLosses.Of(layer, variant.Family)
                : null,
        };
    }

    private static string Count(int buckets) => buckets == 1 ? "1 bucket" : FormattableString.Invariant($"{buckets} buckets");
}
