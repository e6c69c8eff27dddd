using System.Collections.Concurrent;

namespace KernelGen.Selection.Transfer;

/// <summary>
/// A cost model that answers a question once. It simulates a whole call, and every bucket that a program comes to asks for the costs of all measured ones again.
/// </summary>
/// <param name="cost">The cost model.</param>
internal sealed class RememberedCosts(Func<string, ShapeBucket, double> cost)
{
    private readonly ConcurrentDictionary<(string Variant, ShapeBucket Bucket), double> _known = new();

    /// <summary>The cost of a variant for a bucket.</summary>
    public double Of(string variant, ShapeBucket bucket) => _known.GetOrAdd((variant, bucket), one => cost(one.Variant, one.Bucket));
}
