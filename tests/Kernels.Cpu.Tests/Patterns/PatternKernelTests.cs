using KernelGen.Kernels.Cases;
using KernelGen.Kernels.Cpu.Tests.Data;
using KernelGen.Kernels.Cpu.Tests.Library;
using KernelGen.Templates.Cpu;
using KernelGen.Templates.Expressions;
using KernelGen.Templates.Specs;
using KernelGen.Templates.Tests;
using KernelGen.Tuner.Compilation;
using Shouldly;

namespace KernelGen.Kernels.Cpu.Tests.Patterns;

/// <summary>
/// The kernel of each pattern against the oracle, and the oracle's mask against the pattern's definition: over lengths, groups, head sizes,
/// precisions and layouts of the suite, and pair by pair over two small shapes.
/// </summary>
public sealed class PatternKernelTests
{
    private static readonly AttentionShape[] s_shapes = [new(2, 4, 2, 200, 200) { QueryOffset = 0 }, new(1, 4, 4, 5, 131) { QueryOffset = 126 }];

    private static readonly DataCase[] s_cases = [.. PatternCases.All.Select(Case)];

    // The head size and the precision of a pattern are those of its shapes.
    private static readonly IReadOnlyList<IReadOnlyList<ShapeCase>> s_suite = ShapeSelection.Fast([.. s_cases.Select(LibraryCheck.StaysInside)]);

    private static readonly Lazy<IReadOnlyList<CompiledSpec>> s_compiled = new(
        () => SpecCompiler.Compile([.. s_cases.Select((test, i) => ToCompile(LibraryCheck.Spec(test, s_suite[i][0])))]));

    public static TheoryData<string> Names => [.. s_cases.Select(test => test.Name)];

    [Theory]
    [MemberData(nameof(Names))]
    public void The_kernel_of_a_pattern_equals_the_oracle_and_its_mask_the_definition(string name)
    {
        var index = Index(name);
        foreach (var shape in s_shapes)
            LibraryCheck.Run(s_cases[index], s_suite[index][0] with { Shape = shape }, s_compiled.Value[index], everyPair: true);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void The_kernel_of_a_pattern_equals_the_oracle_over_the_shapes_of_the_suite(string name)
    {
        var index = Index(name);
        foreach (var shape in s_suite[index])
            LibraryCheck.Run(s_cases[index], shape, s_compiled.Value[index], everyPair: false);
        LibraryCheck.RunAll(s_cases[index], index, ToCompile);
    }

    [Fact]
    public void Every_length_group_head_size_and_precision_is_covered_by_some_pattern()
    {
        var all = s_suite.SelectMany(shapes => shapes).ToArray();

        all.Select(test => test.Shape.QueryLength).Distinct().Order().ShouldBe(Dimensions.Lengths);
        all.Select(test => test.Shape.KeyLength).Distinct().Order().ShouldBe(Dimensions.Lengths);
        all.Select(test => (test.Shape.QueryHeads, test.Shape.KeyHeads)).Distinct().ShouldBe(Dimensions.Heads, ignoreOrder: true);
        all.Select(test => (test.HeadDim, test.ValueHeadDim)).Distinct().ShouldBe(Dimensions.HeadSizes, ignoreOrder: true);
        all.Select(test => test.Precision).Distinct().Count().ShouldBe(3);
        all.Count(test => test.Shape.QueryLength > test.Shape.KeyLength).ShouldBeGreaterThan(all.Length / 5);
    }

    [Fact]
    public void A_full_run_has_every_pair_of_lengths_and_every_head_size_for_each_case()
    {
        var all = ShapeSelection.Full(3, staysInside: false).ToArray();

        all.Select(test => (test.Shape.QueryLength, test.Shape.KeyLength)).Distinct().Count().ShouldBe(Dimensions.Lengths.Count * Dimensions.Lengths.Count);
        all.Select(test => (test.HeadDim, test.ValueHeadDim)).Distinct().ShouldBe(Dimensions.HeadSizes, ignoreOrder: true);
    }

    private static int Index(string name) => Array.FindIndex(s_cases, test => test.Name == name);

    private static SpecToCompile ToCompile(AttentionSpec spec) => new(spec, "Pattern", [new CpuConfig(VectorWidths.Widest, 24, 64)]);

    private static DataCase Case(PatternCase pattern) => new(pattern.Name, ExprText.Write(pattern.Mask), null, pattern.Data)
    {
        Values = shape => pattern.Values(shape.KeyLength),
        Allowed = (values, at) => pattern.Allowed(new(at.Query, at.Key, at.Head, at.KeyHead, at.Batch, at.KeyLength, values)),
    };
}
