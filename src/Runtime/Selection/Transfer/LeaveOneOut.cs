namespace KernelGen.Selection.Transfer;

/// <summary>What the transfer costs by a user's own measurements: each measured bucket is left out once and chosen for from the others.</summary>
internal static class LeaveOneOut
{
    // The median of fewer says little.
    private const int FewestCells = 4;

    /// <summary>The expected loss; null when too few buckets were measured.</summary>
    /// <param name="transfer">The transfer.</param>
    /// <param name="entries">What was measured on one device.</param>
    /// <param name="variants">The variants to choose from.</param>
    public static ExpectedLoss? Of(BucketTransfer transfer, IReadOnlyList<TunedEntry> entries, IReadOnlyList<string> variants)
    {
        double[] losses = [.. entries.Select(entry => Loss(transfer, entry, entries, variants)).OfType<double>().Order()];
        return losses.Length < FewestCells
            ? null
            : new ExpectedLoss((losses[(losses.Length - 1) / 2] + losses[losses.Length / 2]) / 2, losses.Length, "leave-one-bucket-out in the tuning database");
    }

    /// <summary>By what share the choice for an entry's bucket, made without it, is slower than the best one measured there; null when it was not measured.</summary>
    public static double? Loss(BucketTransfer transfer, TunedEntry entry, IReadOnlyList<TunedEntry> entries, IReadOnlyList<string> variants)
    {
        var choice = transfer.Choose(entry.Bucket, entries.Where(other => other.Bucket != entry.Bucket), variants);
        return choice is { } made && entry.Times.Count > 1 && entry.Times.TryGetValue(made.Variant, out var time)
            ? time / entry.Times.Values.Min() - 1
            : null;
    }
}
