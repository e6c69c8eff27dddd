using System.Numerics.Tensors;

namespace KernelGen.Onnx;

/// <summary>
/// The outputs of the ONNX operator Attention: tensors that the call writes, of any strides whose last one is 1. An output that is not
/// wanted is left out.
/// </summary>
/// <typeparam name="T">The elements, as the spec's precision says.</typeparam>
public readonly ref struct OnnxAttentionOutputs<T>
    where T : unmanaged
{
    /// <summary>Receives the output, (B, Hq, Nq, Dv), or (B, Nq, Hq x Dv) when the inputs are of rank 3.</summary>
    public required TensorSpan<T> Y { get; init; }

    /// <summary>
    /// Receives the past keys and behind them the new ones, (B, Hkv, P + Nk, D). Where its first P rows are <see
    /// cref="OnnxAttentionInputs{T}.PastKey"/> itself, with the same strides, only the new ones are copied: so a cache grows in place.
    /// Any other overlap with an input is not allowed.
    /// </summary>
    public TensorSpan<T> PresentKey { get; init; }

    /// <summary>The same for the values, (B, Hkv, P + Nk, Dv).</summary>
    public TensorSpan<T> PresentValue { get; init; }

    /// <summary>
    /// Receives the matrix of logits or weights, (B, Hq, Nq, P + Nk), by <see cref="OnnxAttentionAttribute.QkMatmulOutput"/>. It holds
    /// every pair of a query and a key, so it is computed apart from the kernel, slowly, and only when asked for.
    /// </summary>
    public TensorSpan<T> QkMatmulOutput { get; init; }
}
