using System.Numerics.Tensors;

namespace KernelGen.Onnx;

/// <summary>
/// The inputs of the ONNX operator Attention. Q, K and V are of rank 4, (batch, heads, length, head size), or all of rank 3, (batch,
/// length, heads x head size); any strides will do whose last one is 1, and nothing is copied to change a layout. An input that the
/// node does not have is left out.
/// </summary>
/// <typeparam name="T">The elements of Q, K and V, as the spec's precision says.</typeparam>
public readonly ref struct OnnxAttentionInputs<T>
    where T : unmanaged
{
    /// <summary>Queries, (B, Hq, Nq, D) or (B, Nq, Hq x D).</summary>
    public required ReadOnlyTensorSpan<T> Q { get; init; }

    /// <summary>The new keys, (B, Hkv, Nk, D) or (B, Nk, Hkv x D); Hq is a multiple of Hkv.</summary>
    public required ReadOnlyTensorSpan<T> K { get; init; }

    /// <summary>The new values, (B, Hkv, Nk, Dv) or (B, Nk, Hkv x Dv).</summary>
    public required ReadOnlyTensorSpan<T> V { get; init; }

    /// <summary>
    /// <c>attn_mask</c> of truth values, for specs with <see cref="MaskTensorAttribute"/>: (Nq, N), (Hq, Nq, N) or (B, Hq, Nq, N). Leading
    /// lengths of 1 are broadcast; N may be shorter than past and new keys together, and then masks the others.
    /// </summary>
    public ReadOnlyTensorSpan<bool> Mask { get; init; }

    /// <summary>
    /// <c>attn_mask</c> of floats, for specs with <see cref="BiasTensorAttribute"/>: added to the logits, with the lengths of
    /// <see cref="Mask"/>. A key with minus infinity is masked.
    /// </summary>
    public ReadOnlyTensorSpan<float> Bias { get; init; }

    /// <summary>Keys of earlier calls, (B, Hkv, P, D); they stand before the new ones.</summary>
    public ReadOnlyTensorSpan<T> PastKey { get; init; }

    /// <summary>Values of earlier calls, (B, Hkv, P, Dv).</summary>
    public ReadOnlyTensorSpan<T> PastValue { get; init; }

    /// <summary>
    /// <c>nonpad_kv_seqlen</c>, for specs with <see cref="OnnxAttentionAttribute.NonpadKvSeqlen"/>: how many keys of each sequence are
    /// valid, B numbers from 0 to Nk.
    /// </summary>
    public ReadOnlySpan<long> NonpadKvSeqlen { get; init; }
}
