using KernelGen;

namespace IlgpuSample;

/// <summary>As in GPT models: heads of 64, every token sees itself and what came before.</summary>
[AttentionKernel(HeadDim = 64)]
[Causal]
public static partial class GptAttention;

/// <summary>As in Mistral: the last 256 tokens, and the first four as a sink.</summary>
[AttentionKernel(HeadDim = 64)]
[Causal, SlidingWindow(256), AttentionSink(4)]
public static partial class WindowAttention;
