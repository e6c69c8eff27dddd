namespace KernelGen;

/// <summary>
/// A score: <c>score + bias[batch, head, row, k]</c>, after the soft cap and after a <see cref="ScoreAttribute"/> method. Every call gives the
/// tensor of floats <c>bias</c> (float whatever the spec's precision is), of shape (Nq, Nk), (H, Nq, Nk) or (B, H, Nq, Nk) with any strides; a
/// length of 1 is broadcast, as in ONNX. Minus infinity takes a key's weight away, and skips nothing: where that is what is meant,
/// <see cref="MaskTensorAttribute"/> is faster. (ONNX Attention-23, <c>attn_mask</c> of floats.)
/// </summary>
[AttributeUsage(AttributeTargets.Class, Inherited = false)]
public sealed class BiasTensorAttribute : Attribute;
