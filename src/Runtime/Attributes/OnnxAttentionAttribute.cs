using KernelGen.Onnx;

namespace KernelGen;

/// <summary>
/// Makes a spec a node of the ONNX operator Attention (opsets 23 to 25): beside <c>Forward</c>, the class gets <c>Run</c>, which takes the
/// operator's inputs and outputs. What ONNX says in attributes, and which optional inputs a node has, is constant in a graph and so part of
/// the spec: <c>is_causal</c> is <see cref="CausalAttribute"/>, the windows of opset 25 are <see cref="SlidingWindowAttribute"/>,
/// <c>attn_mask</c> is <see cref="MaskTensorAttribute"/> (truth values) or <see cref="BiasTensorAttribute"/> (floats, where minus infinity
/// masks the key). <c>docs/onnx.md</c> has the whole table.
/// </summary>
/// <example><code>
/// [AttentionKernel(HeadDim = 64)]
/// [OnnxAttention, Causal, MaskTensor]
/// public static partial class Layer;
/// </code></example>
[AttributeUsage(AttributeTargets.Class, Inherited = false)]
public sealed class OnnxAttentionAttribute : Attribute
{
    /// <summary>What the output <c>qk_matmul_output</c> holds, <c>qk_matmul_output_mode</c>; it is only computed by calls that ask for it.</summary>
    public OnnxQkMatmulOutput QkMatmulOutput { get; set; }

    /// <summary>
    /// Whether the node has the input <c>nonpad_kv_seqlen</c> (opset 24): the keys of each sequence that are valid. Query i then stands
    /// at position <c>nonpad[batch] - Nq + i</c>, and keys from <c>nonpad[batch]</c> on are masked.
    /// </summary>
    public bool NonpadKvSeqlen { get; set; }
}
