namespace KernelGen.Tuner.Benchmarking;

/// <summary>One line of the table; every figure is the median of runs that were interleaved with one another.</summary>
/// <param name="Case">The problem.</param>
/// <param name="Variant">The variant that ran, the one the runtime selects.</param>
/// <param name="Seconds">What a call takes.</param>
/// <param name="Gflops">Operations on allowed pairs, in 1e9 per second.</param>
/// <param name="FmaGflops">The multiply-add ceiling of as many threads.</param>
/// <param name="ReadGigabytes">The read bandwidth of as many threads, in GB/s; only for decoding.</param>
/// <param name="LoopGflops">The plain loop on one thread; NaN when it was not run.</param>
/// <param name="PrimitivesGflops">TensorPrimitives on one thread; NaN when it was not run.</param>
/// <param name="Float32Seconds">What a call of the same problem in float32 takes; NaN where the case is in float32 itself.</param>
internal sealed record BenchResult(
    BenchCase Case, string Variant, double Seconds, double Gflops, double FmaGflops, double ReadGigabytes, double LoopGflops, double PrimitivesGflops,
    double Float32Seconds)
{
    /// <summary>GB/s of K and V.</summary>
    public double Gigabytes => Case.KeyValueBytes / Seconds / 1e9;

    /// <summary>The share of the ceiling that binds: bandwidth when decoding, multiply-adds otherwise.</summary>
    public double CeilingShare => Case.IsDecode ? Gigabytes / ReadGigabytes : Gflops / FmaGflops;
}
