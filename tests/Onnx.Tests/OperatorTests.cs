using System.Numerics.Tensors;
using KernelGen.Onnx.Tests.Model;
using KernelGen.Onnx.Tests.Running;

namespace KernelGen.Onnx.Tests;

/// <summary>The operator against its definition, where ONNX's cases do not go, and what this entry promises beyond the operator.</summary>
public sealed class OperatorTests(OperatorTests.Specs specs) : IClassFixture<OperatorTests.Specs>
{
    public static TheoryData<string> Names => [.. Nodes.All.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public void Every_output_of_a_node_is_what_the_definition_says(string name)
    {
        var node = Nodes.All[name];
        string[] outputs = ["Y", "present_key", "present_value", "qk_matmul_output"];
        var actual = OnnxRunner.Run(specs.Compiled, node, outputs);
        foreach (var output in outputs)
        {
            var plain = Definitions.Of<float>(node, output).Select(number => Round(number, node.Inputs["Q"])).ToArray();
            ErrorRule.WhyWrong(actual[output].Numbers(), plain, Definitions.Of<double>(node, output)).ShouldBeNull($"{name}, {output}");
        }
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Outputs_that_are_not_wanted_change_nothing(string name)
    {
        var node = Nodes.All[name];
        OnnxRunner.Run(specs.Compiled, node, "Y")["Y"].Numbers()
            .ShouldBe(OnnxRunner.Run(specs.Compiled, node, "Y", "present_key", "present_value", "qk_matmul_output")["Y"].Numbers());
    }

    [Theory]
    [InlineData(float.NaN)]
    [InlineData(float.PositiveInfinity)]
    public void What_masked_keys_hold_never_reaches_the_output(float poison)
    {
        foreach (var name in new[] { "a padded cache with a short mask", "a padded cache, flat, with a bias per head", "one token in a padded cache" })
        {
            var node = Nodes.All[name];
            var clean = OnnxRunner.Run(specs.Compiled, node, "Y")["Y"].Numbers();
            OnnxRunner.Run(specs.Compiled, Poisoned(node, poison), "Y")["Y"].Numbers().ShouldBe(clean, name);
        }
    }

    [Fact]
    public void A_row_whose_biases_are_all_the_smallest_float_is_zero()
    {
        var node = Nodes.All["a bias of one row"];
        var bias = OnnxTensor.Zeros<float>(2, 1, 1, 9);
        Array.Fill((float[])bias.Elements, float.MinValue, 0, 9);
        var smallest = node with { Inputs = new Dictionary<string, OnnxTensor>(node.Inputs) { ["attn_mask"] = bias } };
        var y = OnnxRunner.Run(specs.Compiled, smallest, "Y")["Y"].Numbers();
        y[..(y.Length / 2)].ShouldAllBe(number => number == 0);
        y[(y.Length / 2)..].ShouldAllBe(number => double.IsFinite(number) && number != 0);
    }

    [Fact]
    public void A_cache_grows_in_place()
    {
        var node = Nodes.All["one token after a cache"];
        var expected = OnnxRunner.Run(specs.Compiled, node, "Y", "present_key", "present_value");
        var present = new Dictionary<string, OnnxTensor> { ["Y"] = OnnxRunner.Output<float>(2, 8, 1, 32) };
        foreach (var (cache, past) in new[] { ("present_key", "past_key"), ("present_value", "past_value") })
        {
            present[cache] = OnnxRunner.Output<float>(2, 2, 151, 32);
            node.Inputs[past].Read<float>().CopyTo(Past(present[cache]));
        }
        specs.Compiled.Run<float>(SpecSource.Attributes(node))(
            new OnnxAttentionInputs<float>
            {
                Q = node.Inputs["Q"].Read<float>(),
                K = node.Inputs["K"].Read<float>(),
                V = node.Inputs["V"].Read<float>(),
                PastKey = Past(present["present_key"]),
                PastValue = Past(present["present_value"]),
            },
            new OnnxAttentionOutputs<float>
            {
                Y = present["Y"].Write<float>(),
                PresentKey = present["present_key"].Write<float>(),
                PresentValue = present["present_value"].Write<float>(),
            },
            null);
        foreach (var (name, tensor) in expected)
            present[name].Numbers().ShouldBe(tensor.Numbers(), name);

        static TensorSpan<float> Past(OnnxTensor cache) => cache.Write<float>()[.., .., ..150, ..];
    }

    [Fact]
    public void Q_K_and_V_may_be_parts_of_one_tensor()
    {
        var node = new NodeBuilder(2, 4, 4, 70, 70, 16, 16).With("is_causal", 1).Build(isFlat: true);
        var packed = OnnxTensor.Zeros<float>(2, 70, 3 * 64);
        string[] names = ["Q", "K", "V"];
        for (var i = 0; i < names.Length; i++)
            node.Inputs[names[i]].Read<float>().CopyTo(packed.Write<float>()[.., .., (i * 64)..((i + 1) * 64)]);
        var y = OnnxRunner.Output<float>(2, 70, 64);
        specs.Compiled.Run<float>(SpecSource.Attributes(node))(
            new OnnxAttentionInputs<float>
            {
                Q = packed.Read<float>()[.., .., ..64],
                K = packed.Read<float>()[.., .., 64..128],
                V = packed.Read<float>()[.., .., 128..],
            },
            new OnnxAttentionOutputs<float> { Y = y.Write<float>() },
            null);
        y.Numbers().ShouldBe(OnnxRunner.Run(specs.Compiled, node, "Y")["Y"].Numbers());
    }

    [Fact]
    public void The_options_reach_the_kernel()
    {
        var node = Nodes.All["one token after a cache"];
        var reports = new List<string>();
        var outputs = new Dictionary<string, OnnxTensor> { ["Y"] = OnnxRunner.Output<float>(2, 8, 1, 32) };
        var options = new AttentionOptions { Threads = 1, Explain = report => reports.Add(report.Reason) };
        OnnxRunner.Call(specs.Compiled.Run<float>(SpecSource.Attributes(node)), node, outputs, options);
        reports.Count.ShouldBe(1);
    }

    // V where no query of the sequence can see it: behind the valid keys.
    private static OnnxCase Poisoned(OnnxCase node, float poison)
    {
        var (values, lengths) = (node.Inputs["V"], (long[])node.Inputs["nonpad_kv_seqlen"].Elements);
        var elements = (float[])((float[])values.Elements).Clone();
        var poisoned = new OnnxTensor(values.Lengths, elements);
        for (var b = 0; b < lengths.Length; b++)
        {
            var span = poisoned.Write<float>();
            if (values.Rank == 4)
                span[b..(b + 1), .., (int)lengths[b].., ..].Fill(poison);
            else
                span[b..(b + 1), (int)lengths[b].., ..].Fill(poison);
        }
        return node with { Inputs = new Dictionary<string, OnnxTensor>(node.Inputs) { ["V"] = poisoned } };
    }

    private static double Round(double number, OnnxTensor like)
        => like.Is<Half>() ? (double)(Half)number : like.Is<BFloat16>() ? (float)(BFloat16)number : number;

    /// <summary>The specs of all nodes.</summary>
    public sealed class Specs
    {
        internal SpecAssembly Compiled { get; } = new(
            Nodes.All.Values
                .Append(new NodeBuilder(1, 1, 1, 1, 1, 16, 16).With("is_causal", 1).Build())
                .Select(SpecSource.Attributes));
    }
}
