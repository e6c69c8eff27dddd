namespace KernelGen.Kernels.Ilgpu.Tests;

[AttentionKernel(HeadDim = 32, WritesLse = true)]
[Causal]
internal static partial class CausalSpec;

[AttentionKernel(HeadDim = 16, Precision = Precision.Float16)]
internal static partial class HalfSpec;

[AttentionKernel(HeadDim = 16)]
[Causal]
internal static partial class PackedSpec
{
    [Mask]
    private static bool SameDocument(int q, int k, ReadOnlySpan<int> document) => document[q] == document[k];
}
