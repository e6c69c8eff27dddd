using KernelGen.Selection;
using KernelGen.Tuner.Storage;

namespace KernelGen.Tuner.Search;

/// <summary>Stores that variants came to nothing, wherever they could win otherwise: neither compiling nor the check depends on the shape.</summary>
/// <param name="recorder">Where to.</param>
/// <param name="shapes">The shapes that are tuned for.</param>
/// <param name="earlier">What the search takes as known.</param>
/// <param name="stored">What the database holds.</param>
internal sealed class FailureReport(MeasurementRecorder recorder, IReadOnlyList<AttentionShape> shapes, EarlierResults earlier, EarlierResults stored)
{
    /// <summary>Stores a failure for the shapes that are tuned for and do not know of it, and for every other bucket in which the variant was measured as correct.</summary>
    public void Add(FailedCandidate failure)
    {
        var buckets = shapes.Select(shape => ShapeBucket.Of(shape)).ToHashSet();
        var elsewhere = stored.PlacesOf(failure.Variant).Where(shape => !buckets.Contains(ShapeBucket.Of(shape)));
        foreach (var shape in shapes.Where(shape => earlier.Failure(failure.Variant, shape) is null).Concat(elsewhere))
            recorder.Failed(failure.Variant, shape, failure.Status, failure.Message, failure.MaxError);
    }
}
