using BenchmarkDotNet.Attributes;

namespace KernelGen.Benchmarks;

/// <summary>Prompts: dense, causal and windowed.</summary>
public class PrefillBenchmarks : AttentionBenchmarks
{
    /// <summary>The cases.</summary>
    public static IEnumerable<BenchmarkCase> Cases => BenchmarkCases.Prefill;

    /// <summary>The case of this run.</summary>
    [ParamsSource(nameof(Cases))]
    public BenchmarkCase Case { get; set; } = null!;

    /// <inheritdoc/>
    protected override BenchmarkCase Current => Case;
}
