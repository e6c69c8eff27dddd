namespace KernelGen;

/// <summary>
/// A constraint: <c>mask[batch, head, row, k]</c>. Every call gives the tensor of truth values <c>mask</c>, of shape (Nq, Nk), (H, Nq, Nk) or
/// (B, H, Nq, Nk) with any strides; true lets a query see a key, and a length of 1 is broadcast, as in ONNX. Tiles that the tensor leaves
/// out are skipped. The row counts from 0, whatever the query offset is. (Masks of this kind: ONNX Attention-23, <c>attn_mask</c>.)
/// </summary>
[AttributeUsage(AttributeTargets.Class, Inherited = false)]
public sealed class MaskTensorAttribute : Attribute;
