namespace KernelGen.Benchmarks;

/// <summary>The shapes whose speed the project promises.</summary>
public static class BenchmarkCases
{
    private static readonly Func<int, int> s_fromTheStart = _ => 0;

    /// <summary>Prompts: many query rows.</summary>
    public static IEnumerable<BenchmarkCase> Prefill { get; } =
    [
        Case("dense B1 H8 N1024 D64", new(1, 8, 8, 1024, 1024), 64, Dense64.Compiled, s_fromTheStart, false),
        Case("dense B1 H16 N2048 D128", new(1, 16, 16, 2048, 2048), 128, Dense128.Compiled, s_fromTheStart, false),
        Case("causal B1 H8 N4096 D64", new(1, 8, 8, 4096, 4096), 64, Causal64.Compiled, s_fromTheStart, true),
        Case("causal B1 H16 N2048 D128", new(1, 16, 16, 2048, 2048), 128, Causal128.Compiled, s_fromTheStart, true),
        Case("causal B1 H16 N2048 D128 float16", new(1, 16, 16, 2048, 2048), 128, HalfCausal128.Compiled, s_fromTheStart, true),
        Case("causal B1 H16 N2048 D128 bfloat16", new(1, 16, 16, 2048, 2048), 128, BrainCausal128.Compiled, s_fromTheStart, true),
        Case("window 512 B1 H8 N8192 D64", new(1, 8, 8, 8192, 8192), 64, Window64.Compiled, position => position - 511, true),
    ];

    /// <summary>One token behind a cache.</summary>
    public static IEnumerable<BenchmarkCase> Decode { get; } =
    [
        Case("decode B1 H32/8 Nk8192 D128", new(1, 32, 8, 1, 8192), 128, Causal128.Compiled, s_fromTheStart, true),
        Case("decode B1 H32/8 Nk8192 D128 float16", new(1, 32, 8, 1, 8192), 128, HalfCausal128.Compiled, s_fromTheStart, true),
        Case("decode B1 H32/8 Nk8192 D128 bfloat16", new(1, 32, 8, 1, 8192), 128, BrainCausal128.Compiled, s_fromTheStart, true),
    ];

    private static BenchmarkCase Case(
        string name, AttentionShape shape, int headDim, CompiledSpec<float> spec, Func<int, int> firstKey, bool isCausal)
        => new(name, shape, headDim, (inputs, options) => Forward(spec, inputs.Single, shape, options), firstKey, isCausal);

    private static BenchmarkCase Case(
        string name, AttentionShape shape, int headDim, CompiledSpec<Half> spec, Func<int, int> firstKey, bool isCausal)
        => new(name, shape, headDim, (inputs, options) => Forward(spec, inputs.Half, shape, options), firstKey, isCausal);

    private static BenchmarkCase Case(
        string name, AttentionShape shape, int headDim, CompiledSpec<BFloat16> spec, Func<int, int> firstKey, bool isCausal)
        => new(name, shape, headDim, (inputs, options) => Forward(spec, inputs.Brain, shape, options), firstKey, isCausal);

    private static void Forward<T>(CompiledSpec<T> spec, BenchmarkInputs.Typed<T> tensors, AttentionShape shape, AttentionOptions options)
        where T : unmanaged
        => spec.Forward(tensors.Query, tensors.Key, tensors.Value, tensors.Output, shape, options);
}
