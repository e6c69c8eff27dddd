using BenchmarkDotNet.Attributes;

namespace KernelGen.Benchmarks;

/// <summary>One token behind a cache: limited by reading K and V.</summary>
public class DecodeBenchmarks : AttentionBenchmarks
{
    /// <summary>The cases.</summary>
    public static IEnumerable<BenchmarkCase> Cases => BenchmarkCases.Decode;

    /// <summary>The case of this run.</summary>
    [ParamsSource(nameof(Cases))]
    public BenchmarkCase Case { get; set; } = null!;

    /// <inheritdoc/>
    protected override BenchmarkCase Current => Case;
}
