using KernelGen.Kernels.Cases;
using KernelGen.Templates.Ilgpu;
using KernelGen.Templates.Specs;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace KernelGen.Kernels.Ilgpu.Tests;

/// <summary>ILGPU's compile time grows faster than a kernel: beyond some thousand statements it takes seconds at O2.</summary>
public sealed class StatementCountTests
{
    private const int MostStatements = 5000;

    public static TheoryData<string> Names => [.. FastSelection.Specs.Select(spec => spec.Name)];

    [Theory]
    [MemberData(nameof(Names))]
    public void A_default_kernel_stays_small_after_inlining(string name)
    {
        var spec = SpecFactory.Create(FastSelection.Specs.Single(one => one.Name == name));
        Count(spec, IlgpuConfigSpace.Defaults(spec)).ShouldAllBe(count => count.Statements < MostStatements);
    }

    [Fact]
    public void A_kernel_with_tensors_a_sink_and_a_low_rank_bias_stays_small_after_inlining()
    {
        var spec = new AttentionSpec
        {
            HeadDim = 128,
            ValueHeadDim = 128,
            Precision = ElementType.BFloat16,
            Scale = 0.1,
            Softcap = 30,
            WritesLse = true,
            Mask = TensorPatterns.Mask(),
            Score = TensorPatterns.Bias(),
            SinkLogit = ScorePatterns.SinkLogit(),
            LowRankBias = new LowRankBias(64, PerHead: true, PerSequence: true),
            Data = new DataList([TensorPatterns.MaskData, TensorPatterns.BiasData, ScorePatterns.Sink, LowRankBias.QueryFactors, LowRankBias.KeyFactors]),
        };
        var counts = Count(spec, IlgpuConfigSpace.Defaults(spec));
        counts.Count.ShouldBe(4);
        counts.ShouldAllBe(count => count.Statements < MostStatements);
    }

    [Fact]
    public void Every_config_stays_small_after_inlining()
    {
        var spec = SpecFactory.Create(new SpecCase(ElementType.Float32, 128, 128, MaskKind.WindowAndSink, 50, WritesLse: true));
        var counts = Count(spec, IlgpuConfigSpace.All(spec));
        counts.Count.ShouldBeGreaterThan(5);
        counts.ShouldAllBe(count => count.Statements < MostStatements);
    }

    private static List<(string Kernel, int Statements)> Count(AttentionSpec spec, IReadOnlyList<IlgpuConfig> configs)
    {
        var root = CSharpSyntaxTree.ParseText(IlgpuCompiler.Emit(spec, "Spec", configs)).GetCompilationUnitRoot();
        return [.. root.DescendantNodes().OfType<MethodDeclarationSyntax>()
            .Where(method => method is { Identifier.Text: "Run", Parent: ClassDeclarationSyntax { Identifier.Text: var owner } } && owner.StartsWith("Ilgpu", StringComparison.Ordinal))
            .Select(kernel => (((ClassDeclarationSyntax)kernel.Parent!).Identifier.Text, Statements(kernel, kernel)))];
    }

    // A call of a method of the file counts as the method's statements, once more for each call.
    private static int Statements(MethodDeclarationSyntax method, MethodDeclarationSyntax kernel)
        => method.DescendantNodes().Count(node => node is StatementSyntax and not BlockSyntax or ArrowExpressionClauseSyntax)
            + method.DescendantNodes().OfType<InvocationExpressionSyntax>()
                .Select(call => call.Expression is IdentifierNameSyntax name ? Find(kernel, name.Identifier.Text) : null)
                .OfType<MethodDeclarationSyntax>()
                .Sum(called => Statements(called, kernel));

    private static MethodDeclarationSyntax? Find(MethodDeclarationSyntax kernel, string name)
        => kernel.Ancestors().OfType<ClassDeclarationSyntax>().SelectMany(around => around.Members).OfType<MethodDeclarationSyntax>()
            .FirstOrDefault(method => method.Identifier.Text == name);
}
