namespace KernelGen.Benchmarks;

/// <summary>The shapes whose speed the project promises.</summary>
public static class BenchmarkCases
{
    /// <summary>Prompts: many query rows.</summary>
    public static IEnumerable<BenchmarkCase> Prefill { get; } =
    [
        new("dense B1 H8 N1024 D64", Dense64.Compiled, new(1, 8, 8, 1024, 1024)),
        new("dense B1 H16 N2048 D128", Dense128.Compiled, new(1, 16, 16, 2048, 2048)),
        new("causal B1 H8 N4096 D64", Causal64.Compiled, new(1, 8, 8, 4096, 4096)),
        new("causal B1 H16 N2048 D128", Causal128.Compiled, new(1, 16, 16, 2048, 2048)),
        new("causal B1 H16 N2048 D128 float16", HalfCausal128.Compiled, new(1, 16, 16, 2048, 2048)),
        new("causal B1 H16 N2048 D128 bfloat16", BrainCausal128.Compiled, new(1, 16, 16, 2048, 2048)),
        new("window 512 B1 H8 N8192 D64", Window64.Compiled, new(1, 8, 8, 8192, 8192)),
    ];

    /// <summary>One token behind a cache.</summary>
    public static IEnumerable<BenchmarkCase> Decode { get; } =
    [
        new("decode B1 H32/8 Nk8192 D128", Causal128.Compiled, new(1, 32, 8, 1, 8192)),
        new("decode B1 H32/8 Nk8192 D128 float16", HalfCausal128.Compiled, new(1, 32, 8, 1, 8192)),
        new("decode B1 H32/8 Nk8192 D128 bfloat16", BrainCausal128.Compiled, new(1, 32, 8, 1, 8192)),
    ];
}
