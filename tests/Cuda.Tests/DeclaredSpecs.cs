using System.Numerics.Tensors;

namespace KernelGen.Cuda.Tests;

[AttentionKernel(HeadDim = 32, Precision = Precision.BFloat16, WritesLse = true)]
[Causal]
internal static partial class CausalSpec;

[AttentionKernel(HeadDim = 20, Precision = Precision.Float16)]
internal static partial class OddSpec;

[AttentionKernel(HeadDim = 16, Precision = Precision.Float16)]
[Causal]
internal static partial class PackedSpec
{
    [Mask]
    private static bool SameDocument(int q, int k, ReadOnlySpan<int> document) => document[q] == document[k];

    [Score]
    private static float Alibi(float score, int q, int k, int head, ReadOnlySpan<float> slope, float strength) => score - strength * slope[head] * (q - k);
}

[AttentionKernel(HeadDim = 16)]
[Causal]
internal static partial class SingleSpec;

[AttentionKernel(HeadDim = 16, AllowTensorFloat32 = true)]
[Causal]
internal static partial class TensorFloatSpec;

[AttentionKernel(HeadDim = 48, Precision = Precision.Float8E4M3, WritesLse = true)]
[Causal]
internal static partial class EightBitSpec;

[AttentionKernel(HeadDim = 16, Precision = Precision.Float16, WritesLse = true)]
[SinkLogit, LowRankBias(3, perHead: true), Causal, MaskTensor, BiasTensor]
internal static partial class EverythingSpec;

// C# has letters that PTX has not.
[AttentionKernel(HeadDim = 16, Precision = Precision.Float16)]
[Causal]
internal static partial class LettersSpec
{
    [Mask]
    private static bool Allowed(int row, int k, int größte, ReadOnlySpan<int> länge, ReadOnlyTensorSpan<bool> 許可) => k <= größte && k < länge[row] && 許可[row, k];
}

[AttentionKernel(HeadDim = 16, Precision = Precision.Float16)]
internal static partial class IndirectSpec
{
    [Mask]
    private static bool Allowed(int batch, int row, int k, ReadOnlySpan<int> table, ReadOnlyTensorSpan<bool> mask) => mask[table[batch], row, k];
}
