namespace KernelGen.Ilgpu.Cuda.Tests;

[AttentionKernel(HeadDim = 32, Precision = Precision.BFloat16, WritesLse = true)]
[Causal]
internal static partial class CausalSpec;

[AttentionKernel(HeadDim = 16, Precision = Precision.Float16, WritesLse = true)]
[SinkLogit, LowRankBias(3, perHead: true), Causal, MaskTensor, BiasTensor]
internal static partial class EverythingSpec;

[AttentionKernel(HeadDim = 16, Precision = Precision.Float16)]
[Causal]
internal static partial class PackedSpec
{
    [Mask]
    private static bool SameDocument(int q, int k, ReadOnlySpan<int> document) => document[q] == document[k];
}

/// <summary>Float32, for which there are no kernels in PTX.</summary>
[AttentionKernel(HeadDim = 16)]
[Causal]
internal static partial class SingleSpec;
