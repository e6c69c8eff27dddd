namespace KernelGen.Benchmarks;

/// <summary>No mask, D 64.</summary>
[AttentionKernel(HeadDim = 64)]
public static partial class Dense64;

/// <summary>No mask, D 128.</summary>
[AttentionKernel(HeadDim = 128)]
public static partial class Dense128;

/// <summary>Causal, D 64.</summary>
[AttentionKernel(HeadDim = 64)]
[Causal]
public static partial class Causal64;

/// <summary>Causal, D 128.</summary>
[AttentionKernel(HeadDim = 128)]
[Causal]
public static partial class Causal128;

/// <summary>A query sees itself and the 511 keys before it, D 64.</summary>
[AttentionKernel(HeadDim = 64)]
[Causal]
[SlidingWindow(511)]
public static partial class Window64;

/// <summary>Causal, D 128, float16 storage.</summary>
[AttentionKernel(HeadDim = 128, Precision = Precision.Float16)]
[Causal]
public static partial class HalfCausal128;

/// <summary>Causal, D 128, bfloat16 storage.</summary>
[AttentionKernel(HeadDim = 128, Precision = Precision.BFloat16)]
[Causal]
public static partial class BrainCausal128;
