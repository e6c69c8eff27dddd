using KernelGen.Tuner.Benchmarking;

namespace KernelGen.Benchmarks;

/// <summary>A spec at given sizes: what a benchmark's parameter holds and its columns are computed from.</summary>
/// <param name="Name">What the table calls it.</param>
/// <param name="Spec">The spec, with its generated kernels.</param>
/// <param name="Shape">The sizes.</param>
public sealed record BenchmarkCase(string Name, CompiledSpec Spec, AttentionShape Shape)
{
    private readonly Lazy<KeyRange[]> _keys = new(() => KeyRange.OfRows(Spec, Shape));

    /// <summary>The keys that each query row of a head sees.</summary>
    internal KeyRange[] Keys => _keys.Value;

    /// <summary>Floating-point operations of a call, on the pairs that the mask allows.</summary>
    public double Flops
        => Keys.Sum(range => (double)range.Count) * 2 * (Spec.Facts.HeadDim + Spec.Facts.ValueHeadDim) * Shape.Batch * Shape.QueryHeads;

    /// <summary>The name, which is all that a table shows of it.</summary>
    public override string ToString() => Name;
}
