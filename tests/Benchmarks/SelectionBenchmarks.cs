using BenchmarkDotNet.Attributes;
using KernelGen.Devices.Cpu;
using KernelGen.Selection;

namespace KernelGen.Benchmarks;

/// <summary>What it costs a call to find its kernel when its bucket was asked for before.</summary>
[MemoryDiagnoser]
public class SelectionBenchmarks
{
    private static readonly VariantSelector<CpuKernel> s_selector = VariantSelector.ForCpu(
        Causal64.Compiled.Facts, Causal64.Compiled.Classifier, Causal64.Compiled.Kernels, Causal64.Compiled.Choices);

    private static readonly AttentionShape s_prefill = new(1, 32, 8, 2048, 2048);

    private static readonly AttentionOptions s_pinned = new() { Variant = Causal64.Compiled.Kernels[^1].Id };

    /// <summary>A bucket out of several that are known.</summary>
    [GlobalSetup]
    public void Ask()
    {
        for (var length = 1; length <= 1 << 16; length *= 2)
            s_selector.Select(s_prefill with { QueryLength = length, KeyLength = length }, null);
    }

    /// <summary>By the shape.</summary>
    [Benchmark(Baseline = true)]
    public object ByShape() => s_selector.Select(s_prefill, null);

    /// <summary>By the id that the caller gives.</summary>
    [Benchmark]
    public object Pinned() => s_selector.Select(s_prefill, s_pinned);
}
