using KernelGen.Kernels.Cpu.Tests.Data;
using KernelGen.Kernels.Data;
using KernelGen.Kernels.Reference;
using KernelGen.Templates.Cpu;
using KernelGen.Templates.Expressions;
using KernelGen.Templates.Specs;
using KernelGen.Templates.Tests;
using KernelGen.Tuner.Compilation;
using Shouldly;

namespace KernelGen.Kernels.Cpu.Tests.Patterns;

/// <summary>The kernel of each pattern against the oracle, and the oracle against the pattern's definition.</summary>
public sealed class PatternKernelTests
{
    private const int HeadDim = 8;

    private static readonly AttentionShape[] s_shapes = [new(2, 4, 2, 200, 200), new(1, 4, 4, 5, 131)];

    private static readonly Lazy<IReadOnlyList<CompiledSpec>> s_compiled = new(() => SpecCompiler.Compile(
        [.. PatternCases.All.Select(pattern => new SpecToCompile(Case(pattern, s_shapes[0]).Spec(ElementType.Float32, HeadDim), pattern.Name, [Config]))]));

    public static TheoryData<string> Names => [.. PatternCases.All.Select(pattern => pattern.Name)];

    private static CpuConfig Config => new(Math.Min(512, VectorWidths.Widest), 24, 64);

    [Theory]
    [MemberData(nameof(Names))]
    public void The_kernel_of_a_pattern_equals_the_oracle(string name)
    {
        var index = PatternCases.All.TakeWhile(pattern => pattern.Name != name).Count();
        foreach (var shape in s_shapes)
            Check(Case(PatternCases.All[index], shape), s_compiled.Value[index], shape);
    }

    private static void Check(DataCase test, CompiledSpec spec, AttentionShape shape)
    {
        using var tensors = new Tensors(shape, HeadDim, ElementType.Float32);
        var values = test.Values(shape);
        using var data = new TestData(values);
        var expected = tensors.Reference(test, values, exact: true);
        var plain = tensors.Reference(test, values, exact: false);
        var (oracle, oracleLse) = tensors.Run(call => spec.Reference(call), data.Data, TensorElement.Double);
        for (var i = 0; i < oracle.Length; i++)
            oracle[i].ShouldBe(expected.Output[i], 1e-5, $"{test.Name} {shape}: oracle at {i}");
        var kernel = spec.Kernels.ShouldHaveSingleItem();
        var (output, lse) = tensors.Run(call => spec.Execute(call, kernel, 2), data.Data, TensorElement.Single);
        bool[] all = [.. Enumerable.Repeat(true, shape.QueryLength)];
        var exact = new Results(oracle, oracleLse);
        ErrorRule.WhyOutputWrong(output, plain, exact, all, HeadDim).ShouldBeNull($"{test.Name} {shape}");
        ErrorRule.WhyLseWrong(lse, plain, exact, all).ShouldBeNull($"{test.Name} {shape}: log-sum-exp");
    }

    private static DataCase Case(PatternCase pattern, AttentionShape shape) => new(pattern.Name, ExprText.Write(pattern.Mask), null, pattern.Data)
    {
        Values = _ => pattern.Values(shape.KeyLength),
        Allowed = (values, at) => pattern.Allowed(new(at.Query, at.Key, at.Head, at.Head / shape.GroupSize, at.Batch, shape.KeyLength, values)),
    };
}
