using KernelGen.Onnx.Tests.Model;
using KernelGen.Onnx.Tests.Running;

namespace KernelGen.Onnx.Tests;

/// <summary>What does not fit is refused before anything is written, with the tensor's name, what was given and what was expected.</summary>
public sealed class ArgumentTests(ArgumentTests.Specs specs) : IClassFixture<ArgumentTests.Specs>
{
    [Theory]
    [InlineData("Q", new[] { 2, 4 }, "Q has rank 2; expected rank 4, (B, Hq, Nq, D), or 3, (B, Nq, Hq x D).")]
    [InlineData("Q", new[] { 2, 4, 3, 9 }, "Q has heads of 9 elements; the spec's have 8.")]
    [InlineData("Q", new[] { 2, 3, 3, 8 }, "K has 2 key heads for 3 query heads; query heads must be a multiple of key heads.")]
    [InlineData("K", new[] { 2, 5, 16 }, "K has rank 3; expected rank 4, (B, H, N, D).")]
    [InlineData("K", new[] { 3, 2, 5, 8 }, "K has 3 sequences; expected 2 (Q).")]
    [InlineData("V", new[] { 2, 1, 5, 8 }, "V has 1 heads; expected 2 (K).")]
    [InlineData("V", new[] { 2, 2, 6, 8 }, "V has 6 rows per head; expected 5 (K's length).")]
    [InlineData("past_key", new[] { 2, 4, 6, 8 }, "PastKey has 4 heads; expected 2 (K).")]
    [InlineData("past_value", new[] { 2, 2, 7, 8 }, "PastValue has 7 rows per head; expected 6 (PastKey's length).")]
    [InlineData("past_value", null, "PastValue is missing, but PastKey is there; a node has both or neither.")]
    [InlineData("attn_mask", null, "Mask is missing; Spec0 is declared with [MaskTensor].")]
    [InlineData("attn_mask", new[] { 3, 12 }, "Mask has 12 columns; expected at most 11 (past and new keys).")]
    [InlineData("attn_mask", new[] { 2, 10 }, "mask has the lengths (2, 10); expected (2, 4, 3, 10)")]
    [InlineData("attn_mask", new[] { 2, 4, 1, 3, 11 }, "mask has rank 5; expected rank 2 (Nq, Nk), 3 (H, Nq, Nk) or 4 (B, H, Nq, Nk).")]
    [InlineData("Y", new[] { 2, 12, 8 }, "Y has rank 3; expected rank 4, (B, H, N, D).")]
    [InlineData("Y", new[] { 2, 4, 4, 8 }, "Y has 4 rows per head; expected 3 (Q's length).")]
    [InlineData("present_key", new[] { 2, 2, 10, 8 }, "PresentKey has 10 rows per head; expected 11 (past and new keys).")]
    [InlineData("present_value", new[] { 2, 2, 11, 7 }, "PresentValue has heads of 7 elements; the spec's have 8.")]
    [InlineData("qk_matmul_output", new[] { 2, 4, 3, 5 }, "QkMatmulOutput has 5 columns; expected 11 (past and new keys).")]
    [InlineData("qk_matmul_output", new[] { 2, 2, 3, 11 }, "QkMatmulOutput has 2 heads; expected 4 (Q).")]
    public void A_tensor_that_does_not_fit_is_refused(string name, int[]? lengths, string message)
        => ShouldRefuse(Specs.WithMask, name, lengths, message);

    [Theory]
    [InlineData("nonpad_kv_seqlen", new long[] { 5 }, "NonpadKvSeqlen has 1 elements; expected 2 (Q's sequences).")]
    [InlineData("nonpad_kv_seqlen", new long[] { 5, 6 }, "NonpadKvSeqlen is 6 for sequence 1; expected 0 to 5 (K's length).")]
    [InlineData("nonpad_kv_seqlen", new long[] { -1, 5 }, "NonpadKvSeqlen is -1 for sequence 0; expected 0 to 5 (K's length).")]
    [InlineData("nonpad_kv_seqlen", new long[0], "NonpadKvSeqlen has 0 elements; expected 2 (Q's sequences).")]
    public void Lengths_of_padding_that_do_not_fit_are_refused(string name, long[] lengths, string message)
        => ShouldRefuse(Specs.WithNonpad, name, new OnnxTensor([lengths.Length], lengths), message);

    [Fact]
    public void Past_keys_beside_lengths_of_padding_are_refused()
    {
        var past = OnnxTensor.Zeros<float>(2, 2, 6, 8);
        var node = Specs.WithNonpad with { Inputs = new Dictionary<string, OnnxTensor>(Specs.WithNonpad.Inputs) { ["past_key"] = past, ["past_value"] = past } };
        var outputs = new Dictionary<string, OnnxTensor> { ["Y"] = OnnxRunner.Output<float>(2, 4, 3, 8) };
        ShouldRefuse(Specs.WithNonpad, node, outputs, "PastKey is given beside NonpadKvSeqlen; with that, K and V hold the whole cache.");
    }

    [Fact]
    public void Inputs_that_the_spec_does_not_take_are_refused()
    {
        ShouldRefuse(Specs.WithNonpad, "attn_mask", OnnxTensor.Zeros<bool>(3, 5), "Mask is given, but Spec1 takes none; declare its spec with [MaskTensor].");
        ShouldRefuse(Specs.WithNonpad, "attn_mask", OnnxTensor.Zeros<float>(3, 5), "Bias is given, but Spec1 takes none; declare its spec with [BiasTensor].");
        ShouldRefuse(
            Specs.WithMask, "nonpad_kv_seqlen", new OnnxTensor([2], new long[] { 5, 5 }),
            "NonpadKvSeqlen is given, but Spec0 takes none; declare its spec with [OnnxAttention(NonpadKvSeqlen = true)].");
    }

    [Fact]
    public void Rows_of_rank_3_that_are_no_whole_heads_are_refused()
    {
        var node = Specs.WithNonpad with
        {
            Inputs = new Dictionary<string, OnnxTensor>(Specs.WithNonpad.Inputs) { ["Q"] = OnnxTensor.Zeros<float>(2, 3, 33) },
        };
        ShouldRefuse(Specs.WithNonpad, node, Outputs(Specs.WithNonpad), "Q has rows of 33 elements; expected a multiple of 8, one of the spec's heads.");
    }

    [Fact]
    public void A_variant_that_does_not_exist_is_refused_before_the_cache_is_written()
        => ShouldRefuse(
            Specs.WithMask, Specs.WithMask, Outputs(Specs.WithMask), "cpu.simd/q1-k1-w1", new AttentionOptions { Variant = "cpu.simd/q1-k1-w1" });

    [Fact]
    public void An_output_of_which_several_elements_lie_in_one_place_is_refused()
    {
        var node = Specs.WithNonpad;
        var error = Should.Throw<ArgumentException>(() => specs.Compiled.Run<float>(SpecSource.Attributes(node))(
            new OnnxAttentionInputs<float>
            {
                Q = node.Inputs["Q"].Read<float>(),
                K = node.Inputs["K"].Read<float>(),
                V = node.Inputs["V"].Read<float>(),
                NonpadKvSeqlen = [5, 5],
            },
            new OnnxAttentionOutputs<float> { Y = new(new float[8], [2, 4, 3, 8], [0, 0, 0, 1]) },
            null));
        error.Message.ShouldStartWith("Y has a stride of 0; an output cannot be broadcast.");
    }

    private void ShouldRefuse(OnnxCase declared, string name, int[]? lengths, string message)
        => ShouldRefuse(declared, name, lengths is null ? null : name == "attn_mask" ? OnnxTensor.Zeros<bool>(lengths) : OnnxTensor.Zeros<float>(lengths), message);

    private void ShouldRefuse(OnnxCase declared, string name, OnnxTensor? tensor, string message)
    {
        var (inputs, outputs) = (new Dictionary<string, OnnxTensor>(declared.Inputs), Outputs(declared));
        var changed = outputs.ContainsKey(name) ? outputs : inputs;
        changed.Remove(name);
        if (tensor is not null)
            changed.Add(name, tensor);
        ShouldRefuse(declared, declared with { Inputs = inputs }, outputs, message);
    }

    private void ShouldRefuse(
        OnnxCase declared, OnnxCase given, Dictionary<string, OnnxTensor> outputs, string message, AttentionOptions? options = null)
    {
        var before = outputs.ToDictionary(output => output.Key, output => output.Value.Numbers());
        var run = specs.Compiled.Run<float>(SpecSource.Attributes(declared));
        Should.Throw<ArgumentException>(() => OnnxRunner.Call(run, given, outputs, options)).Message.ShouldContain(message);
        foreach (var (name, tensor) in outputs)
            tensor.Numbers().ShouldBe(before[name], name);
    }

    private static Dictionary<string, OnnxTensor> Outputs(OnnxCase node) => new[] { "Y", "present_key", "present_value", "qk_matmul_output" }
        .ToDictionary(name => name, name => OnnxRunner.Output<float>(OnnxRunner.Lengths(node, name)));

    /// <summary>Two specs that take everything between them.</summary>
    public sealed class Specs
    {
        internal static OnnxCase WithMask { get; } = new NodeBuilder(2, 4, 2, 3, 5, 8, 8).WithPast(6).WithMask(3, 11).Build();

        internal static OnnxCase WithNonpad { get; } = new NodeBuilder(2, 4, 2, 3, 5, 8, 8).WithNonpad(5, 4).Build();

        internal SpecAssembly Compiled { get; } = new([SpecSource.Attributes(WithMask), SpecSource.Attributes(WithNonpad)]);
    }
}
