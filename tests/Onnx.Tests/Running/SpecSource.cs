using System.Globalization;
using KernelGen.Onnx.Tests.Model;

namespace KernelGen.Onnx.Tests.Running;

/// <summary>The attributes with which a user declares the spec of a node.</summary>
internal static class SpecSource
{
    private static readonly string[] s_attributes =
    [
        "is_causal", "scale", "softcap", "q_num_heads", "kv_num_heads", "qk_matmul_output_mode", "softmax_precision", "left_window_size",
        "right_window_size",
    ];

    private static readonly string[] s_inputs = ["Q", "K", "V", "attn_mask", "past_key", "past_value", "nonpad_kv_seqlen"];

    /// <summary>The attributes and inputs of a node that no spec and no call can say.</summary>
    public static IEnumerable<string> Unknown(OnnxCase node)
        => node.Attributes.Keys.Except(s_attributes).Concat(node.Inputs.Keys.Except(s_inputs));

    /// <summary>The attributes of a node's spec.</summary>
    public static string Attributes(OnnxCase node) => string.Join("\n", Lines(node));

    private static IEnumerable<string> Lines(OnnxCase node)
    {
        yield return $"[AttentionKernel({string.Join(", ", Kernel(node))})]";
        yield return $"[OnnxAttention({string.Join(", ", Operator(node))})]";
        var isCausal = node.Attribute("is_causal", 0) != 0;
        var (left, right) = (node.Attribute("left_window_size", -1), node.Attribute("right_window_size", -1));
        if (isCausal)
            yield return "[Causal]";
        // Where causal, nothing lies to the right anyway.
        if (isCausal ? left >= 0 : left >= 0 || right >= 0)
            yield return $"[SlidingWindow({Text(left)}, {Text(isCausal ? 0 : right)})]";
        if (node.Input("attn_mask") is { } mask)
            yield return mask.Is<bool>() ? "[MaskTensor]" : "[BiasTensor]";
    }

    private static IEnumerable<string> Kernel(OnnxCase node)
    {
        yield return $"HeadDim = {Text(node.HeadSize("Q"))}";
        yield return $"ValueHeadDim = {Text(node.HeadSize("V"))}";
        if (node.Inputs["Q"].Is<Half>())
            yield return "Precision = Precision.Float16";
        if (node.Inputs["Q"].Is<BFloat16>())
            yield return "Precision = Precision.BFloat16";
        if (node.Attributes.TryGetValue("scale", out var scale))
            yield return $"Scale = {Text(scale)}";
        if (node.Attributes.TryGetValue("softcap", out var softcap))
            yield return $"Softcap = {Text(softcap)}";
    }

    private static IEnumerable<string> Operator(OnnxCase node)
    {
        if (node.Attributes.TryGetValue("qk_matmul_output_mode", out var mode))
            yield return $"QkMatmulOutput = KernelGen.Onnx.OnnxQkMatmulOutput.{(OnnxQkMatmulOutput)(int)mode}";
        if (node.Input("nonpad_kv_seqlen") is not null)
            yield return "NonpadKvSeqlen = true";
    }

    private static string Text(double number) => number.ToString("R", CultureInfo.InvariantCulture);
}
