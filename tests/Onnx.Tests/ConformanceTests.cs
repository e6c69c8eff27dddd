using KernelGen.Onnx.Tests.Model;
using KernelGen.Onnx.Tests.Running;

namespace KernelGen.Onnx.Tests;

/// <summary>The cases of the ONNX project, each through the <c>Run</c> of a spec that is declared as its node asks.</summary>
public sealed class ConformanceTests(ConformanceTests.Specs specs) : IClassFixture<ConformanceTests.Specs>
{
    public static TheoryData<string> Cases => [.. OnnxCase.Names()];

    [Theory]
    [MemberData(nameof(Cases))]
    public void Every_output_of_a_case_is_what_ONNX_computes(string name)
    {
        var node = OnnxCase.Load(name);
        SpecSource.Unknown(node).ShouldBeEmpty();
        var actual = OnnxRunner.Run(specs.Compiled, node, [.. node.Outputs.Keys]);
        foreach (var (output, expected) in node.Outputs)
        {
            actual[output].Lengths.ShouldBe(expected.Lengths);
            ErrorRule.WhyWrong(actual[output].Numbers(), expected.Numbers(), Exact(node, output)).ShouldBeNull($"{name}, {output}");
        }
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void The_definition_that_judges_agrees_with_ONNX(string name)
    {
        var node = OnnxCase.Load(name);
        foreach (var (output, expected) in node.Outputs)
            ErrorRule.WhyWrong(expected.Numbers(), Plain(node, output), Exact(node, output)).ShouldBeNull($"{name}, {output}");
    }

    [Fact]
    public void The_repository_has_all_44_cases()
        => Directory.GetDirectories(Path.Combine(AppContext.BaseDirectory, "cases")).Length.ShouldBe(44);

    private static double[] Exact(OnnxCase node, string output) => Definitions.Of<double>(node, output);

    private static double[] Plain(OnnxCase node, string output) => Definitions.Of<float>(node, output);

    /// <summary>The specs of all cases.</summary>
    public sealed class Specs
    {
        internal SpecAssembly Compiled { get; } = new(OnnxCase.Names().Select(name => SpecSource.Attributes(OnnxCase.Load(name))));
    }
}
