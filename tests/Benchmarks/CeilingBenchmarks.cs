using BenchmarkDotNet.Attributes;
using KernelGen.Tuner.Measurement;

namespace KernelGen.Benchmarks;

/// <summary>What the machine can do at best; each method prints what it reached, since an operation of it is a whole measurement.</summary>
public class CeilingBenchmarks
{
    private ReadOnlyMemory<float> _memory;

    /// <summary>Memory well beyond the caches.</summary>
    [GlobalSetup]
    public void Setup() => _memory = Ceilings.ReadBuffer(megabytes: 256);

    /// <summary>GFLOP/s of register-tiled multiply-adds on one thread.</summary>
    [Benchmark]
    public double MultiplyAddGflops() => Ceilings.FmaGflops();

    /// <summary>GB/s of reading memory on one thread.</summary>
    [Benchmark]
    public double ReadGigabytesPerSecond() => Ceilings.ReadGigabytesPerSecond(_memory);
}
