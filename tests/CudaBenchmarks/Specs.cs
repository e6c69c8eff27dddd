using KernelGen;

namespace KernelGen.CudaBenchmarks;

/// <summary>Full attention of models with heads of 64.</summary>
[AttentionKernel(HeadDim = 64, Precision = Precision.BFloat16)]
public static partial class Dense64;

/// <summary>Causal attention of models with heads of 64.</summary>
[AttentionKernel(HeadDim = 64, Precision = Precision.BFloat16)]
[Causal]
public static partial class Causal64;

/// <summary>Causal attention with the widest heads.</summary>
[AttentionKernel(HeadDim = 256, Precision = Precision.BFloat16)]
[Causal]
public static partial class Causal256;

/// <summary>Full attention.</summary>
[AttentionKernel(HeadDim = 128, Precision = Precision.BFloat16)]
public static partial class Dense128;

/// <summary>Causal attention: Llama's.</summary>
[AttentionKernel(HeadDim = 128, Precision = Precision.BFloat16)]
[Causal]
public static partial class Causal128;

/// <summary>Causal attention over float8.</summary>
[AttentionKernel(HeadDim = 128, Precision = Precision.Float8E4M3)]
[Causal]
public static partial class Causal128Float8;

/// <summary>The last 1024 keys.</summary>
[AttentionKernel(HeadDim = 128, Precision = Precision.BFloat16)]
[Causal, SlidingWindow(1024)]
public static partial class Window128;

/// <summary>Blocks that the call chooses.</summary>
[AttentionKernel(HeadDim = 128, Precision = Precision.BFloat16)]
[BlockSparse(Query = Draw.Block, Key = Draw.Block)]
public static partial class Blocks128;

/// <summary>Packed documents.</summary>
[AttentionKernel(HeadDim = 128, Precision = Precision.BFloat16)]
[Documents, Causal]
public static partial class Documents128;

/// <summary>Causal attention with ALiBi's bias.</summary>
[AttentionKernel(HeadDim = 128, Precision = Precision.BFloat16)]
[Causal]
public static partial class Alibi128
{
    [Score]
    private static float Alibi(float score, int head, int q, int k, ReadOnlySpan<float> slope) => score - slope[head] * (q - k);
}

/// <summary>Causal attention with a soft cap: Gemma 2's.</summary>
[AttentionKernel(HeadDim = 128, Precision = Precision.BFloat16, Softcap = 30)]
[Causal]
public static partial class Softcap128;
