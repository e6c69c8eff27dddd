using KernelGen.Generator.Parsing;
using KernelGen.Generator.Tests.Driver;
using KernelGen.Templates.Expressions;
using KernelGen.Templates.Specs;

namespace KernelGen.Generator.Tests;

public class PatternTests
{
    public static TheoryData<string> Names => [.. Patterns.All.Select(pattern => pattern.Name)];

    /// <summary>Attributes beside the masks that they stand for; arguments differ from one another, so that no two can be swapped.</summary>
    public static TheoryData<string, string> Attributes { get; } = new()
    {
        { "GlobalTokens(5)", Text(WindowPatterns.GlobalTokens(5)) },
        { "DilatedWindow(6, 4, 3)", Text(WindowPatterns.DilatedWindow(6, 4, 3)) },
        { "StridedWindow(7)", Text(WindowPatterns.StridedWindow(7)) },
        { "FixedStride(9, 2)", Text(WindowPatterns.FixedStride(9, 2)) },
        { "PowersOfTwo", Text(WindowPatterns.PowersOfTwo()) },
        { "BlockDiagonal(16)", Text(BlockPatterns.BlockDiagonal(16)) },
        { "BlockCausal(16)", Text(BlockPatterns.BlockCausal(16)) },
        { "PrefixLm(16)", Text(BlockPatterns.PrefixLm(16)) },
        { "ShiftedGroups(16, 8)", Text(BlockPatterns.ShiftedGroups(16, 8)) },
        { "HeadShards(16, 4, 3)", Text(BlockPatterns.HeadShards(16, 4, 3)) },
        { "Neighborhood1D(7)", Text(GridPatterns.Neighborhood1D(new(7, 1, false))) },
        { "Neighborhood1D(7, causal: true, dilation: 2)", Text(GridPatterns.Neighborhood1D(new(7, 2, true))) },
        { "Neighborhood1D(7, stride: 3)", Text(GridPatterns.Neighborhood1D(new(7, 1, false, 3))) },
        { "Neighborhood2D(20, 5, 7, strideY: 2, strideX: 3)", Text(GridPatterns.Neighborhood2D(20, new(5, 1, false, 2), new(7, 1, false, 3))) },
        {
            "Neighborhood3D(10, 20, 3, 5, 7, strideZ: 2, strideY: 3, strideX: 4)",
            Text(GridPatterns.Neighborhood3D(10, 20, new(3, 1, false, 2), new(5, 1, false, 3), new(7, 1, false, 4)))
        },
        { "RandomBlocks(16, 2)", Text(BlockPatterns.RandomBlocks(16, 2, 0, false, false)) },
        { "RandomBlocks(16, 2, 7, causal: true)", Text(BlockPatterns.RandomBlocks(16, 2, 7, true, false)) },
        { "RandomBlocks(16, 2, perHead: true)", Text(BlockPatterns.RandomBlocks(16, 2, 0, false, true)) },
        { "InwardWindow(10, 20, 2, 3)", Text(GridPatterns.InwardWindow(10, 20, 2, 3)) },
        { "SurroundingBlocks(10, 20, 2, 3, 4)", Text(GridPatterns.SurroundingBlocks(10, 20, new(2, 3, 4), 1, false)) },
        { "SurroundingBlocks(10, 20, 2, 3, 4, 5, true)", Text(GridPatterns.SurroundingBlocks(10, 20, new(2, 3, 4), 5, true)) },
        { "Neighborhood2D(20, 5, 7, 2, 3, true)", Text(GridPatterns.Neighborhood2D(20, new(5, 2, true), new(7, 3, false))) },
        { "Neighborhood2D(20, 5, 7, causalX: true)", Text(GridPatterns.Neighborhood2D(20, new(5, 1, false), new(7, 1, true))) },
        {
            "Neighborhood3D(10, 20, 3, 5, 7, 2, 3, 4, causalZ: true)",
            Text(GridPatterns.Neighborhood3D(10, 20, new(3, 2, true), new(5, 3, false), new(7, 4, false)))
        },
        {
            "Neighborhood3D(10, 20, 3, 5, 7, causalY: true)",
            Text(GridPatterns.Neighborhood3D(10, 20, new(3, 1, false), new(5, 1, true), new(7, 1, false)))
        },
        {
            "Neighborhood3D(10, 20, 3, 5, 7, causalX: true)",
            Text(GridPatterns.Neighborhood3D(10, 20, new(3, 1, false), new(5, 1, false), new(7, 1, true)))
        },
        { "FrameSpatial(30)", Text(VideoPatterns.FrameSpatial(30, 0)) },
        { "FrameSpatial(30, 2)", Text(VideoPatterns.FrameSpatial(30, 2)) },
        { "FrameTemporal(30, 2)", Text(VideoPatterns.FrameTemporal(30, 2)) },
        { "MultiDiagonal(30, 2)", Text(VideoPatterns.MultiDiagonal(30, 2)) },
        { "VerticalStripe(30)", Text(VideoPatterns.VerticalStripe(30, 1)) },
        { "VerticalStripe(30, 2)", Text(VideoPatterns.VerticalStripe(30, 2)) },
        { "RadialDecay(30)", Text(VideoPatterns.RadialDecay(30)) },
        { "CrissCross(30)", Text(GridPatterns.CrissCross(30)) },
        { "Documents", Text(DocumentPatterns.Documents(false)) },
        { "Documents(perSequence: true)", Text(DocumentPatterns.Documents(true)) },
        { "AnchorContext", Text(DocumentPatterns.AnchorContext(1, false)) },
        { "AnchorContext(4, true)", Text(DocumentPatterns.AnchorContext(4, true)) },
        { "RetrievalHeads(4, 255)", Text(HeadPatterns.RetrievalHeads(4, 255)) },
        { "HeadSpans", Text(HeadPatterns.HeadSpans(true)) },
        { "HeadSpans(causal: false)", Text(HeadPatterns.HeadSpans(false)) },
        { "TokenTree", Text(TreePatterns.TokenTree()) },
        { "MaskTensor", Text(TensorPatterns.Mask()) },
        { "BiasTensor", "true" },
        { "BlockSparse", Text(TensorPatterns.BlockSparse(64, 64)) },
        { "BlockSparse(Key = 128, Query = 32)", Text(TensorPatterns.BlockSparse(32, 128)) },
    };

    [Theory]
    [MemberData(nameof(Attributes))]
    public void An_attribute_becomes_its_pattern_with_each_argument_in_its_place(string attribute, string mask)
        => ExprText.Write(ModelOf.Spec(Specs.With($"[AttentionKernel(HeadDim = 64), {attribute}]")).Mask).ShouldBe(mask);

    [Theory]
    [MemberData(nameof(Names))]
    public void The_parser_knows_each_parameter_by_the_name_it_has(string name)
    {
        var pattern = Patterns.All.Single(candidate => candidate.Name == name);
        var attribute = SpecCompilation.Of("").GetTypeByMetadataName(pattern.MetadataName).ShouldNotBeNull();
        attribute.InstanceConstructors.Single().Parameters.Select(parameter => parameter.Name)
            .ShouldBe(pattern.Arguments.Where(argument => argument.Default is null).Select(argument => argument.Name));
        pattern.Arguments.Where(argument => argument.Default is not null).ShouldAllBe(argument => attribute.GetMembers(argument.Name).Length == 1);
        Attributes.Select(row => row.Data.Item1).ShouldContain(text => text == name || text.StartsWith(name + "(", StringComparison.Ordinal));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Each_pattern_has_a_section_in_the_documentation(string name)
        => File.ReadAllText(Path.Combine(Documentation.MarkdownPage.Root, "docs", "patterns.md")).ShouldContain($"\n## {name}\n");

    [Fact]
    public void The_documentation_has_the_patterns_in_the_order_of_the_library()
        => File.ReadLines(Path.Combine(Documentation.MarkdownPage.Root, "docs", "patterns.md"))
            .Where(line => line.StartsWith("## ", StringComparison.Ordinal)).Select(line => line[3..])
            .Where(title => Patterns.All.Any(pattern => pattern.Name == title))
            .ShouldBe(Patterns.All.Select(pattern => pattern.Name));

    [Fact]
    public void Reaches_of_the_library_add_and_its_constraints_narrow()
        => ExprText.Write(ModelOf.Spec(Specs.With("[AttentionKernel(HeadDim = 64), VerticalStripe(8), BlockCausal(16), AttentionSink(4)]")).Mask)
            .ShouldBe("(and (<= (/ k 16) (/ q 16)) (or (< k 4) (< (% k 8) 1)))");

    [Fact]
    public async Task A_pattern_without_a_kernel_is_reported()
        => (await AnalyzerRun.OnAsync(Specs.With("[BlockCausal(16)]"))).ShouldHaveSingleItem().Id.ShouldBe("KG0107");

    private static string Text(Expr mask) => ExprText.Write(ExprSimplifier.Simplify(mask));
}
