namespace KernelGen.Kernels.Ilgpu.Tests;

[AttentionKernel(HeadDim = 32, WritesLse = true)]
[Causal]
internal static partial class CausalSpec;

[AttentionKernel(HeadDim = 16, Precision = Precision.Float16)]
internal static partial class HalfSpec;

[AttentionKernel(HeadDim = 32, Precision = Precision.Float8E4M3, WritesLse = true)]
[Causal]
internal static partial class EightBitSpec;

[AttentionKernel(HeadDim = 16)]
[Causal]
internal static partial class PackedSpec
{
    [Mask]
    private static bool SameDocument(int q, int k, ReadOnlySpan<int> document) => document[q] == document[k];
}

[AttentionKernel(HeadDim = 16)]
[BlockSparse(Query = 32, Key = 32)]
internal static partial class BlockSpec;

[AttentionKernel(HeadDim = 16, WritesLse = true)]
[SinkLogit, LowRankBias(3, perHead: true), Causal, MaskTensor, BiasTensor]
internal static partial class EverythingSpec;

[AttentionKernel(HeadDim = 512)]
[Causal]
internal static partial class LongHeadSpec;
