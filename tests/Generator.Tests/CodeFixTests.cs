using KernelGen.CodeFixes;
using KernelGen.Generator.Diagnostics;
using KernelGen.Generator.Tests.Driver;

namespace KernelGen.Generator.Tests;

public class CodeFixTests
{
    private const string Kernel = "[AttentionKernel(HeadDim = 64)]";

    [Theory]
    [InlineData(DiagnosticIds.NotPartial, "public static class Attention;", "public static partial class Attention;")]
    [InlineData(DiagnosticIds.NotStatic, "public partial class Attention;", "public static partial class Attention;")]
    [InlineData(DiagnosticIds.NotStatic, "partial class Attention;", "static partial class Attention;")]
    [InlineData(DiagnosticIds.NotPartial, "class Attention;", "partial class Attention;")]
    [InlineData(DiagnosticIds.NotStatic, "// why\ninternal class Attention\n{\n}", "// why\ninternal static class Attention\n{\n}")]
    [InlineData(DiagnosticIds.NotStatic, "public sealed partial class Attention;", "public static partial class Attention;")]
    [InlineData(DiagnosticIds.NotStatic, "// why\nabstract partial class Attention;", "// why\nstatic partial class Attention;")]
    [InlineData(DiagnosticIds.NotStatic, "sealed class Attention;", "static class Attention;")]
    public async Task The_missing_modifier_is_added(string id, string declaration, string expected)
        => (await CodeFixRun.ApplyAsync(new AddModifierFix(), id, Specs.With(Kernel, declaration))).ShouldBe(Specs.With(Kernel, expected));

    [Theory]
    [InlineData("public class Outer", "public partial class Outer")]
    [InlineData("struct Outer", "partial struct Outer")]
    [InlineData("internal readonly record struct Outer", "internal readonly partial record struct Outer")]
    public async Task The_containing_type_becomes_partial(string declaration, string expected)
    {
        const string Body = " { [AttentionKernel(HeadDim = 64)] public static partial class Attention; }";
        (await CodeFixRun.ApplyAsync(new AddModifierFix(), DiagnosticIds.ContainingTypeNotPartial, Specs.With("", declaration + Body)))
            .ShouldBe(Specs.With("", expected + Body));
    }

    [Fact]
    public async Task A_record_gets_no_fix_because_it_cannot_be_static()
        => (await CodeFixRun.ApplyAsync(new AddModifierFix(), DiagnosticIds.NotStatic, Specs.With(Kernel, "partial record Attention;"))).ShouldBe("no fix");

    [Theory]
    [InlineData(DiagnosticIds.HeadDim, "[AttentionKernel]", "[AttentionKernel(HeadDim = 64)]")]
    [InlineData(DiagnosticIds.HeadDim, "[AttentionKernel(WritesLse = true)]", "[AttentionKernel(HeadDim = 64, WritesLse = true)]")]
    [InlineData(DiagnosticIds.HeadDim, "[AttentionKernel(HeadDim = 2 * 300)]", "[AttentionKernel(HeadDim = 512)]")]
    [InlineData(DiagnosticIds.ValueHeadDim, "[AttentionKernel(HeadDim = 8, ValueHeadDim = -1)]", "[AttentionKernel(HeadDim = 8, ValueHeadDim = 0)]")]
    [InlineData(DiagnosticIds.Softcap, "[AttentionKernel(HeadDim = 8, Softcap = -1)]", "[AttentionKernel(HeadDim = 8, Softcap = 0)]")]
    [InlineData(DiagnosticIds.WindowSize, Kernel + " [SlidingWindow(-5, 3)]", Kernel + " [SlidingWindow(-1, 3)]")]
    [InlineData(DiagnosticIds.SinkCount, Kernel + " [AttentionSink(0)]", Kernel + " [AttentionSink(1)]")]
    [InlineData(DiagnosticIds.CausalCutsWindow, Kernel + " [Causal, SlidingWindow(8, 4)]", Kernel + " [Causal, SlidingWindow(8, 0)]")]
    [InlineData(DiagnosticIds.PatternArgument, Kernel + " [FixedStride(8, 9)]", Kernel + " [FixedStride(8, 8)]")]
    [InlineData(DiagnosticIds.QueryTile, Kernel + " [Tile(Query = 50)]", Kernel + " [Tile(Query = 48)]")]
    [InlineData(DiagnosticIds.KeyTile, Kernel + " [Tile(Query = 48, Key = 100)]", Kernel + " [Tile(Query = 48, Key = 128)]")]
    public async Task The_nearest_legal_value_is_written(string id, string attributes, string expected)
        => (await CodeFixRun.ApplyAsync(new NearestValueFix(), id, Specs.With(attributes))).ShouldBe(Specs.With(expected));

    [Fact]
    public async Task A_tile_that_is_too_large_becomes_one_that_fits()
    {
        var source = Specs.With("[AttentionKernel(HeadDim = 512), Tile(Query = 288, Key = 1024)]");
        var changed = await CodeFixRun.ApplyAsync(new NearestValueFix(), DiagnosticIds.TileTooLarge, source);
        changed.ShouldNotBe(source);
        (await AnalyzerRun.OnAsync(changed)).ShouldBeEmpty();
    }
}
