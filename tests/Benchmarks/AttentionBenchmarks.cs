using BenchmarkDotNet.Attributes;
using KernelGen.Tuner.Benchmarking;
using KernelGen.Tuner.Measurement;

namespace KernelGen.Benchmarks;

/// <summary>A case with the generated kernels and with the two ways in which one would write it by hand.</summary>
[GroupBenchmarksBy(BenchmarkDotNet.Configs.BenchmarkLogicalGroupRule.ByParams)]
public abstract class AttentionBenchmarks : IDisposable
{
    /// <summary>The suffix of a method that computes some rows of the first head in float32; rows cost what their keys cost.</summary>
    public const string SomeRows = "SomeRows";

    private const ulong Seed = 1;

    private AttentionBuffers _buffers = null!;
    private AttentionBuffers _singles = null!;
    private HandWritten _hand = null!;

    /// <summary>The case, set by the derived class.</summary>
    protected abstract BenchmarkCase Current { get; }

    /// <summary>Makes the inputs.</summary>
    [GlobalSetup]
    public void Setup()
    {
        _buffers = new AttentionBuffers(Current.Spec.Facts, Current.Shape);
        _buffers.FillNormal(Seed);
        _singles = new AttentionBuffers(Current.Spec.Facts with { Precision = Precision.Float32 }, Current.Shape);
        _singles.FillNormal(Seed);
        _hand = new HandWritten(_singles, Current.Keys);
    }

    /// <summary>Frees the inputs.</summary>
    [GlobalCleanup]
    public void Dispose()
    {
        _buffers.Dispose();
        _singles.Dispose();
        GC.SuppressFinalize(this);
    }

    /// <summary>The selected variant on one thread.</summary>
    [Benchmark(Baseline = true)]
    public void Kernel() => Current.Spec.Run(_buffers.Call(), new AttentionOptions { Threads = 1 });

    /// <summary>The selected variant on two threads.</summary>
    [Benchmark]
    public void KernelOnTwoThreads() => Current.Spec.Run(_buffers.Call(), new AttentionOptions { Threads = 2 });

    /// <summary>Three loops in float32.</summary>
    [Benchmark]
    public void LoopSomeRows() => _hand.Loop();

    /// <summary>The building blocks of System.Numerics.Tensors.</summary>
    [Benchmark]
    public void TensorPrimitivesSomeRows() => _hand.Primitives();
}
