using KernelGen.Templates.Specs;

namespace KernelGen.Tuner.Benchmarking;

/// <summary>A problem whose speed is worth knowing.</summary>
/// <param name="Name">What it is called on the command line.</param>
/// <param name="Spec">The spec.</param>
/// <param name="Shape">The sizes.</param>
internal sealed record BenchCase(string Name, AttentionSpec Spec, AttentionShape Shape)
{
    /// <summary>Decoding reads every key and value once, so the memory's bandwidth is its ceiling instead of the arithmetic.</summary>
    public bool IsDecode => Shape.QueryLength == 1;

    /// <summary>The same problem in float32; null where it is that itself.</summary>
    public BenchCase? InFloat32 => Spec.Precision == ElementType.Float32 ? null : this with { Spec = Spec with { Precision = ElementType.Float32 } };

    /// <summary>Bytes of K and V.</summary>
    public long KeyValueBytes
        => (long)Shape.Batch * Shape.KeyHeads * Shape.KeyLength * (Spec.HeadDim + Spec.ValueHeadDim) * Spec.Precision.Bytes();
}
