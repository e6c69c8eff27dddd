using BenchmarkDotNet.Attributes;

namespace KernelGen.Benchmarks;

/// <summary>A case with the generated kernels and with the two ways in which one would write it by hand.</summary>
[GroupBenchmarksBy(BenchmarkDotNet.Configs.BenchmarkLogicalGroupRule.ByParams)]
public abstract class AttentionBenchmarks
{
    /// <summary>The suffix of a method that computes a single query head, all heads costing the same.</summary>
    public const string OneHead = "OneHead";

    private BenchmarkInputs _inputs = null!;
    private Baselines _baselines = null!;

    /// <summary>The case, set by the derived class.</summary>
    protected abstract BenchmarkCase Current { get; }

    /// <summary>Makes the inputs.</summary>
    [GlobalSetup]
    public void Setup()
    {
        _inputs = new BenchmarkInputs(Current);
        _baselines = new Baselines(Current, _inputs.Single);
    }

    /// <summary>The selected variant on one thread.</summary>
    [Benchmark(Baseline = true)]
    public void Kernel() => Current.Run(_inputs, new AttentionOptions { Threads = 1 });

    /// <summary>The selected variant on two threads.</summary>
    [Benchmark]
    public void KernelOnTwoThreads() => Current.Run(_inputs, new AttentionOptions { Threads = 2 });

    /// <summary>Three loops in float32.</summary>
    [Benchmark]
    public void LoopOneHead() => _baselines.Loop();

    /// <summary>The building blocks of System.Numerics.Tensors.</summary>
    [Benchmark]
    public void TensorPrimitivesOneHead() => _baselines.Primitives();
}
