using System.Numerics.Tensors;

namespace KernelGen.Kernels.Cpu.Tests.Data;

/// <summary>Causal by the attribute.</summary>
[AttentionKernel(HeadDim = 32)]
[Causal]
internal static partial class CausalByAttribute;

/// <summary>Causal by a method.</summary>
[AttentionKernel(HeadDim = 32)]
internal static partial class CausalByMethod
{
    [Mask]
    internal static bool Allowed(int q, int k) => k <= q;
}

/// <summary>Packed documents with ALiBi, and a window that every head has of its own.</summary>
[AttentionKernel(HeadDim = 32, WritesLse = true)]
internal static partial class Documents
{
    [Mask]
    internal static bool SameDocument(int q, int k, ReadOnlySpan<int> document) => k <= q && document[q] == document[k];

    [Mask]
    internal static bool Near(int q, int k, int head, int batch, ReadOnlySpan<short> window, int heads)
    {
        var reach = window[batch * heads + head];
        if (reach < 0)
            return true;
        return q - k <= reach;
    }

    [Score]
    internal static float Alibi(float score, int q, int k, int head, ReadOnlySpan<float> slope) => score - slope[head] * (q - k);
}

/// <summary>Packed documents by the attribute, and a score that shares their data.</summary>
[AttentionKernel(HeadDim = 32)]
[Documents(perSequence: true), Causal]
internal static partial class DocumentsByAttribute
{
    [Score]
    internal static float Map(float score, int k, ReadOnlySpan<int> document) => score + 0.5f * document[k];
}

/// <summary>The same by methods.</summary>
[AttentionKernel(HeadDim = 32)]
internal static partial class DocumentsByMethods
{
    [Mask]
    internal static bool Allowed(int q, int k, int batch, int keyLength, ReadOnlySpan<int> document)
        => k <= q && document[batch * keyLength + q] == document[batch * keyLength + k];

    [Score]
    internal static float Map(float score, int k, ReadOnlySpan<int> document) => score + 0.5f * document[k];
}

/// <summary>Draft tokens after committed keys.</summary>
[AttentionKernel(HeadDim = 32)]
[TokenTree]
internal static partial class Drafts;

/// <summary>A score by kind of head.</summary>
[AttentionKernel(HeadDim = 32, Precision = Precision.BFloat16)]
internal static partial class ByHead
{
    [Score]
    internal static float Map(float score, int q, int k, int head, bool cap) => (head % 3) switch
    {
        0 => cap ? MathF.Tanh(score / Scale) * Scale : score,
        1 => score - MathF.Log(1 + MathF.Abs(q - k)),
        _ => Math.Clamp(score, -0.5f, 0.5f) * MathF.Exp(-0.1f * (k & 7)),
    };

    private const float Scale = 2;
}

/// <summary>A mask and a bias that are tensors, by attributes.</summary>
[AttentionKernel(HeadDim = 32, WritesLse = true)]
[MaskTensor, BiasTensor]
internal static partial class Tensored;

/// <summary>The same by methods.</summary>
[AttentionKernel(HeadDim = 32, WritesLse = true)]
internal static partial class TensoredByMethods
{
    [Mask]
    internal static bool Allowed(int batch, int head, int row, int k, in ReadOnlyTensorSpan<bool> mask) => mask[batch, head, row, k];

    [Score]
    internal static float Biased(float score, int batch, int head, int row, int k, ReadOnlyTensorSpan<float> bias) => score + Element(bias, batch, head, row, k);

    private static float Element(ReadOnlyTensorSpan<float> bias, int batch, int head, int row, int k) => bias[batch, head, row, k];
}

/// <summary>A bias of heads alone, and a mask of some of the dimensions.</summary>
[AttentionKernel(HeadDim = 32)]
[Causal]
internal static partial class TensoredByHead
{
    [Mask]
    internal static bool Allowed(int row, int k, ReadOnlyTensorSpan<bool> kept) => kept[row / 4, k];
}

/// <summary>A node of the ONNX operator.</summary>
[AttentionKernel(HeadDim = 32)]
[OnnxAttention(NonpadKvSeqlen = true), Causal, MaskTensor]
internal static partial class OnnxLayer;

/// <summary>Blocks that a call names.</summary>
[AttentionKernel(HeadDim = 32)]
[BlockSparse]
internal static partial class Blocks64;

/// <summary>Blocks of other sizes.</summary>
[AttentionKernel(HeadDim = 32)]
[BlockSparse(Query = 96, Key = 32), Causal]
internal static partial class Blocks96By32;
