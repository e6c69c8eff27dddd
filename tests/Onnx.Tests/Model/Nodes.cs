namespace KernelGen.Onnx.Tests.Model;

/// <summary>Nodes that ask for what ONNX's own cases leave out: lengths beyond one tile, decoding, other precisions, combinations.</summary>
internal static class Nodes
{
    /// <summary>The nodes by name.</summary>
    public static IReadOnlyDictionary<string, OnnxCase> All { get; } = new Dictionary<string, OnnxCase>
    {
        ["one token after a cache"] = new NodeBuilder(2, 8, 2, 1, 1, 32, 32).With("is_causal", 1).WithPast(150).Build(),
        ["a prompt after a cache, flat, with a window"] = new NodeBuilder(2, 4, 4, 70, 70, 16, 24)
            .With("is_causal", 1).With("left_window_size", 30).WithPast(65).Build(isFlat: true),
        ["fewer new keys than queries"] = new NodeBuilder(1, 2, 1, 40, 9, 16, 16).With("is_causal", 1).WithPast(20).Build(),
        ["a padded cache with a short mask"] = new NodeBuilder(3, 4, 2, 33, 200, 32, 32)
            .With("is_causal", 1).With("qk_matmul_output_mode", 3).WithNonpad(200, 90, 5).WithMask(3, 1, 33, 150).Build(),
        ["one token in a padded cache"] = new NodeBuilder(3, 4, 1, 1, 200, 32, 32).With("is_causal", 1).WithNonpad(0, 64, 130).Build(),
        ["a padded cache with a window that is not causal"] = new NodeBuilder(2, 2, 2, 20, 100, 16, 16)
            .With("left_window_size", 10).With("right_window_size", 4).WithNonpad(100, 37).Build(),
        ["a padded cache, flat, with a bias per head"] = new NodeBuilder(2, 4, 2, 17, 90, 16, 16)
            .With("qk_matmul_output_mode", 2).WithNonpad(80, 3).WithBias(4, 17, 90).Build(isFlat: true),
        ["a short bias after a cache"] = new NodeBuilder(2, 4, 2, 30, 30, 32, 32)
            .With("softcap", 20).With("is_causal", 1).With("qk_matmul_output_mode", 1).WithPast(50).WithBias(30, 70).Build(),
        ["a mask per head"] = new NodeBuilder(2, 4, 2, 66, 130, 16, 16).With("scale", 0.3).WithMask(4, 66, 130).Build(),
        ["a mask of one column"] = new NodeBuilder(2, 2, 2, 5, 9, 16, 16).With("qk_matmul_output_mode", 2).WithMask(5, 1).Build(),
        ["a bias of one row"] = new NodeBuilder(2, 2, 2, 5, 9, 16, 16).WithBias(2, 1, 1, 9).Build(),
        ["half precision with a bias"] = Rounded(new NodeBuilder(2, 4, 2, 20, 60, 32, 32).With("is_causal", 1).WithPast(30).WithBias(20, 90).Build(), x => (Half)x),
        ["bfloat16, flat, one token"] = Rounded(new NodeBuilder(2, 4, 2, 1, 1, 32, 32).WithPast(99).Build(isFlat: true), x => (BFloat16)x),
        ["no keys"] = new NodeBuilder(1, 2, 2, 3, 0, 16, 16).With("qk_matmul_output_mode", 3).Build(),
        ["no queries"] = new NodeBuilder(1, 2, 2, 0, 3, 16, 16).WithPast(2).Build(),
    };

    private static OnnxCase Rounded<T>(OnnxCase node, Converter<float, T> round)
        => node with { Inputs = node.Inputs.ToDictionary(input => input.Key, input => input.Key == "attn_mask" ? input.Value : Rounded(input.Value, round)) };

    private static OnnxTensor Rounded<T>(OnnxTensor tensor, Converter<float, T> round)
        => tensor with { Elements = Array.ConvertAll((float[])tensor.Elements, round) };
}
