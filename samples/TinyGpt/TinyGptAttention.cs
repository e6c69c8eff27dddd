using KernelGen;

namespace TinyGpt;

/// <summary>The model's attention. One spec serves prefill and decoding, any length: lengths are arguments of a call.</summary>
[AttentionKernel(HeadDim = 64)]
[Causal]
public static partial class TinyGptAttention;
