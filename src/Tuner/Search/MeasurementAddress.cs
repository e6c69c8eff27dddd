using KernelGen.Selection;
using KernelGen.Tuner.Specs;
using KernelGen.Tuning;

namespace KernelGen.Tuner.Search;

/// <summary>What the measurements of a spec on a device are filed under.</summary>
/// <param name="Target">The device and its emitters.</param>
/// <param name="Spec">The spec.</param>
/// <param name="Threads">Threads of every run; 0 means one per processor.</param>
internal sealed record MeasurementAddress(ITuningTarget Target, SpecEntry Spec, int Threads)
{
    /// <summary>The key of a variant's measurement for a shape.</summary>
    public TuningKey Key(string variant, in AttentionShape shape)
        => new(Spec.Hash, Target.EmitterVersion(variant), VariantId.Family(variant), variant, Target.DeviceKey, ShapeBucket.Of(shape));

    /// <summary>What a time for a shape is of.</summary>
    public TimedProblem Problem(in AttentionShape shape) => new(ShapeText.Write(shape), Threads == 0 ? Environment.ProcessorCount : Threads);
}
