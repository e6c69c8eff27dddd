using KernelGen.Selection.Layers;

namespace KernelGen.Selection.Transfer;

/// <summary>
/// Carries measurements over to a bucket that was not measured. What changes from one shape to the next (padding, tickets, masked tiles) the cost model
/// knows well; what it does not know (caches, the compiler) stays with a variant. So the model's cost for the new bucket is corrected by how much slower or
/// faster than the model the variant was in the measured ones, the near ones counting most.
/// </summary>
/// <param name="cost">The cost model.</param>
internal sealed class BucketTransfer(Func<string, ShapeBucket, double> cost)
{
    // A half of the correction is taken to hold in another bucket, the other half to be noise or of that bucket alone.
    private const double Carried = 0.5;

    // A bucket one doubling farther away counts half as much.
    private const double WeightPerDoubling = 0.5;

    // The time of a single variant says nothing of how it compares.
    private const int FewestVariants = 2;

    /// <summary>The variant that is expected to be the fastest for a bucket, and the measured buckets it comes from, the nearest first.</summary>
    /// <param name="bucket">The bucket.</param>
    /// <param name="entries">What was measured; only comparable buckets count.</param>
    /// <param name="variants">The variants to choose from.</param>
    /// <returns>Null when no comparable bucket has measurements of two of them.</returns>
    public (string Variant, IReadOnlyList<TunedEntry> From)? Choose(ShapeBucket bucket, IEnumerable<TunedEntry> entries, IReadOnlyList<string> variants)
    {
        var sources = entries
            .Where(entry => BucketDistance.Comparable(entry.Bucket, bucket))
            .Select(entry => Source.Of(entry, bucket, variants, cost))
            .Where(source => source.Corrections.Count >= FewestVariants)
            .OrderBy(source => source.Distance)
            .ToList();
        var measured = variants.Where(variant => sources.Exists(source => source.Corrections.ContainsKey(variant))).ToList();
        return measured.Count == 0 ? null : (measured.MinBy(variant => Expected(variant, bucket, sources))!, [.. sources.Select(source => source.Entry)]);
    }

    private double Expected(string variant, ShapeBucket bucket, List<Source> sources)
    {
        var (sum, weights) = (0.0, 0.0);
        foreach (var source in sources)
        {
            // A variant that a search left out there was slower than those that it did not.
            var correction = source.Corrections.TryGetValue(variant, out var known) ? known : source.Worst;
            sum += source.Weight * correction;
            weights += source.Weight;
        }
        return Math.Log(cost(variant, bucket)) + Carried * sum / weights;
    }

    // Logarithms of time over cost, the fastest variant's time and the cheapest one's cost set to 1.
    private sealed record Source(TunedEntry Entry, double Distance, IReadOnlyDictionary<string, double> Corrections)
    {
        public double Weight { get; } = Math.Pow(WeightPerDoubling, Distance);

        public double Worst { get; } = Corrections.Count == 0 ? 0 : Corrections.Values.Max();

        public static Source Of(TunedEntry entry, ShapeBucket bucket, IReadOnlyList<string> variants, Func<string, ShapeBucket, double> cost)
        {
            var known = variants.Where(entry.Times.ContainsKey).ToList();
            // Of five variants that run the same kernel one is always fast by chance.
            var means = from kernel in known.GroupBy(variant => VariantId.KernelFor(variant, entry.Bucket))
                        let mean = kernel.Average(variant => Math.Log(entry.Times[variant]))
                        from variant in kernel
                        select (variant, mean);
            var times = means.ToDictionary(one => one.variant, one => one.mean);
            var costs = known.ToDictionary(variant => variant, variant => Math.Log(cost(variant, entry.Bucket)));
            var (fastest, cheapest) = (times.Values.DefaultIfEmpty().Min(), costs.Values.DefaultIfEmpty().Min());
            return new Source(
                entry, BucketDistance.Between(entry.Bucket, bucket),
                known.ToDictionary(variant => variant, variant => times[variant] - fastest - (costs[variant] - cheapest)));
        }
    }
}
