using KernelGen.Generator.Diagnostics;
using KernelGen.Generator.Tests.Driver;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace KernelGen.Generator.Tests;

/// <summary>Each diagnostic of the analyzer, at the token that «guillemets» mark.</summary>
public class DiagnosticTests
{
    private const string Kernel = "[AttentionKernel(HeadDim = 64)]";

    public static TheoryData<string, string, string, string> Declarations { get; } = new()
    {
        { DiagnosticIds.NotPartial, Kernel, "public static class «Attention»;", "write 'static partial class Attention'" },
        { DiagnosticIds.NotStatic, Kernel, "public partial class «Attention»;", "is not static" },
        { DiagnosticIds.NotStatic, Kernel, "public partial record «Attention»;", "is not static" },
        { DiagnosticIds.Generic, Kernel, "public static partial class Attention«<T>»;", "remove the type parameters <T>" },
        { DiagnosticIds.FileLocal, Kernel, "file static partial class «Attention»;", "replace 'file' by 'internal'" },
        { DiagnosticIds.TakenName, Kernel, "public static partial class «Reference»;", "is the name of a member that is emitted into 'Reference'; choose another one, not Forward, Reference" },
        { DiagnosticIds.TakenName, Kernel, "public static partial class Attention { private const int «Compiled» = 1; }", "'Compiled' is the name of a member" },
        { DiagnosticIds.DataParameterName, Kernel, "public static partial class Attention { [Mask] static bool Allowed(int k, int «Compiled») => k < Compiled; }", "'Compiled'" },
        {
            DiagnosticIds.ContainingTypeNotPartial, "",
            "public class «Outer» { [AttentionKernel(HeadDim = 64)] public static partial class Attention; }", "write 'partial' before 'class Outer'"
        },
        {
            DiagnosticIds.Generic, "",
            "public partial class Outer«<T>» { [AttentionKernel(HeadDim = 64)] public static partial class Attention; }", "'Outer' is generic"
        },
    };

    [Theory]
    [MemberData(nameof(Declarations))]
    public Task A_declaration_that_cannot_be_added_to_is_refused(string id, string attributes, string declaration, string message)
        => ShouldReport(Specs.With(attributes, declaration), id, message);

    [Theory]
    [InlineData(DiagnosticIds.HeadDim, "[«AttentionKernel»]", "is missing; it must be from 1 to 512, the nearest legal value is 64")]
    [InlineData(DiagnosticIds.HeadDim, "[AttentionKernel(HeadDim = «0»)]", "is 0; it must be from 1 to 512, the nearest legal value is 1")]
    [InlineData(DiagnosticIds.HeadDim, "[AttentionKernel(WritesLse = true, HeadDim = «1024»)]", "is 1024; it must be from 1 to 512, the nearest legal value is 512")]
    [InlineData(DiagnosticIds.ValueHeadDim, "[AttentionKernel(HeadDim = 64, ValueHeadDim = «513»)]", "the nearest legal value is 512")]
    [InlineData(DiagnosticIds.ValueHeadDim, "[AttentionKernel(HeadDim = 64, ValueHeadDim = «-1»)]", "the nearest legal value is 0")]
    [InlineData(DiagnosticIds.Scale, "[AttentionKernel(HeadDim = 64, Scale = «-0.5»)]", "is -0.5; it must be from 1e-30 to 1e30, leave it out for 1 / sqrt(HeadDim) = 0.125")]
    [InlineData(DiagnosticIds.Scale, "[AttentionKernel(HeadDim = 64, Scale = «0»)]", "is 0;")]
    [InlineData(DiagnosticIds.Scale, "[AttentionKernel(HeadDim = 64, Scale = «1e39»)]", "is 1E+39;")]
    [InlineData(DiagnosticIds.Scale, "[AttentionKernel(HeadDim = 64, Scale = «3e38»)]", "is 3E+38;")]
    [InlineData(DiagnosticIds.Softcap, "[AttentionKernel(HeadDim = 64, Softcap = «-1»)]", "is -1;")]
    [InlineData(DiagnosticIds.Softcap, "[AttentionKernel(HeadDim = 64, Softcap = «float.MaxValue»)]", "must be from 1e-30 to 1e30, or 0 for none")]
    [InlineData(DiagnosticIds.Softcap, "[AttentionKernel(HeadDim = 64, Softcap = «double.PositiveInfinity»)]", "is Infinity;")]
    [InlineData(DiagnosticIds.Softcap, "[AttentionKernel(HeadDim = 64, Softcap = «double.NaN»)]", "is NaN;")]
    [InlineData(DiagnosticIds.UndefinedEnumValue, "[AttentionKernel(HeadDim = 64, Precision = «(Precision)7»)]", "allowed are Precision.Float32, Precision.Float16, Precision.BFloat16, Precision.Float8E4M3")]
    [InlineData(DiagnosticIds.UndefinedEnumValue, "[AttentionKernel(HeadDim = 64, Alignment = «(CausalAlignment)2»)]", "allowed are CausalAlignment.BottomRight, CausalAlignment.TopLeft")]
    [InlineData(DiagnosticIds.TensorFloat32, "[AttentionKernel(HeadDim = 64, Precision = Precision.BFloat16, AllowTensorFloat32 = «true»)]", "the precision is BFloat16; it does nothing")]
    public Task An_illegal_argument_of_the_kernel_attribute_is_refused(string id, string attributes, string message)
        => ShouldReport(Specs.With(attributes), id, message);

    [Theory]
    [InlineData(DiagnosticIds.TensorFloat32, "[AttentionKernel(HeadDim = 64, Precision = Precision.Float8E4M3, AllowTensorFloat32 = «true»)]", "the precision is Float8E4M3; it does nothing")]
    [InlineData(DiagnosticIds.OnnxPrecision, "[AttentionKernel(HeadDim = 64, Precision = Precision.Float8E4M3), «OnnxAttention»]", "are float32, float16 or bfloat16, and the precision of 'Attention' is Float8E4M3; take Precision.BFloat16, or remove")]
    public Task What_8_bits_do_not_go_with_is_reported(string id, string attributes, string message)
        => ShouldReport(Specs.With(attributes), id, message);

    [Theory]
    [InlineData(DiagnosticIds.WindowSize, "SlidingWindow(«-2»)", "The left side of the sliding window is -2")]
    [InlineData(DiagnosticIds.WindowSize, "SlidingWindow(5, «-7»)", "The right side of the sliding window is -7")]
    [InlineData(DiagnosticIds.WindowSize, "SlidingWindow(right: 5, left: «-7»)", "The left side of the sliding window is -7")]
    [InlineData(DiagnosticIds.WindowSize, "SlidingWindow(«int.MaxValue»)", "the nearest legal value is -1")]
    [InlineData(DiagnosticIds.WindowUnbounded, "«SlidingWindow»(-1, -1)", "allows every key")]
    [InlineData(DiagnosticIds.SinkCount, "AttentionSink(«0»)", "keeps 0 keys; it must keep at least 1")]
    [InlineData(DiagnosticIds.PatternArgument, "BlockCausal(«0»)", "The argument block of [BlockCausal] is 0; it must be from 1 to 1073741823, the nearest legal value is 1")]
    [InlineData(DiagnosticIds.PatternArgument, "FixedStride(16, «17»)", "The argument summary of [FixedStride] is 17; it must be from 1 to 16")]
    [InlineData(DiagnosticIds.PatternArgument, "DilatedWindow(right: 1, dilation: 1 << 20, left: «1024»)", "The argument left of [DilatedWindow] is 1024; it must be from 0 to 1023")]
    [InlineData(DiagnosticIds.PatternArgument, "Neighborhood3D(1 << 15, «1 << 15», 3, 3, 3)", "must be from 1 to 32767")]
    [InlineData(DiagnosticIds.PatternArgument, "Neighborhood2D(8, 3, 3, causalX: true, dilationX: «-1»)", "The argument dilationX of [Neighborhood2D] is -1")]
    [InlineData(DiagnosticIds.PatternArgument, "BlockSparse(Query = «0»)", "The argument Query of [BlockSparse] is 0; it must be from 1 to 1073741823, the nearest legal value is 1")]
    [InlineData(DiagnosticIds.PatternArgument, "BlockSparse(Query = 64, Key = «-64»)", "The argument Key of [BlockSparse] is -64")]
    [InlineData(DiagnosticIds.UndefinedEnumValue, "OnnxAttention(QkMatmulOutput = «(KernelGen.Onnx.OnnxQkMatmulOutput)4»)", "allowed are OnnxQkMatmulOutput.Product, OnnxQkMatmulOutput.Capped, OnnxQkMatmulOutput.Masked, OnnxQkMatmulOutput.Weights")]
    [InlineData(DiagnosticIds.OnnxData, "«OnnxAttention», SinkLogit", "'Attention' has the data parameter 'sink'")]
    [InlineData(DiagnosticIds.OnnxData, "«OnnxAttention», BlockSparse", "'Attention' has the data parameter 'blocks', for which the ONNX operator Attention has no input")]
    [InlineData(DiagnosticIds.CausalCutsWindow, "Causal, SlidingWindow(8, «4»)", "reaches 4 keys to the right")]
    [InlineData(DiagnosticIds.CausalCutsWindow, "Causal, SlidingWindow(8, «-1»)", "reaches without bound to the right")]
    [InlineData(DiagnosticIds.QueryTile, "Tile(Query = «50», Key = 128)", "is 50; it must be a multiple of 6 up to 288, or 0 to leave it to the tuner, the nearest legal value is 48")]
    [InlineData(DiagnosticIds.QueryTile, "Tile(Query = «-6»)", "the nearest legal value is 6")]
    [InlineData(DiagnosticIds.KeyTile, "Tile(Key = «100»)", "is 100; it must be a multiple of 64 up to 1024, or 0 to leave it to the tuner, the nearest legal value is 128")]
    [InlineData(DiagnosticIds.TilePinsNothing, "«Tile»", "gives neither Query nor Key")]
    public Task A_wrong_companion_attribute_is_reported(string id, string companion, string message)
        => ShouldReport(Specs.With($"{Kernel} [{companion}]"), id, message);

    [Theory]
    [InlineData(DiagnosticIds.MaskAllowsEverything, "static bool «All»(int q, int k) => k <= q || q < k;", "'All' allows every key to every query")]
    [InlineData(DiagnosticIds.MaskAllowsEverything, "static bool «Index»(int k) => k >= 0;", "remove it")]
    [InlineData(DiagnosticIds.QueriesSeeNothing, "static bool «Past»(int q, int k) => k < q;", "allows no key to queries at position 0, whatever the lengths are")]
    [InlineData(DiagnosticIds.QueriesSeeNothing, "static bool «Few»(int q, int k) => k <= q && q < 4096;", "at position 4096 and later")]
    [InlineData(DiagnosticIds.QueriesSeeNothing, "static bool «Next»(int q, int k) => k > q + 1;", "at the last 2 keys (position keyLength - 2 and later)")]
    [InlineData(DiagnosticIds.OpaqueMask, "static bool Keep(int q, int k) => («(q * 73856093 ^ k * 19349663) & 1023») < 50;", "from 'Keep', so it is evaluated for every pair; the reason is '(q * 73856093 ^ k * 19349663) & 1023': its values jump")]
    [InlineData(DiagnosticIds.OpaqueMask, "static bool Near(int q, int k) => q == k || «System.MathF.Abs(q - k) < 64f»;", "proofs know only of integers")]
    [InlineData(DiagnosticIds.OpaqueMask, "static bool Third(int q, int k) { var third = «(int)(k * 0.33f)»; return third == q; }", "what a number is rounded to is not bounded")]
    [InlineData(DiagnosticIds.OpaqueMask, "static bool Table(int q, int k, int queryLength, System.ReadOnlySpan<bool> keep) => !«keep[k * queryLength + q]»;", "its index reaches all over the array")]
    [InlineData(DiagnosticIds.OpaqueMask, "static bool Far(int q, int k) => IsFar(q - k); static bool IsFar(int d) => «d * 0.5f > 8»;", "the reason is 'd * 0.5f > 8'")]
    public Task What_is_proven_of_a_mask_method_is_reported_where_it_is_written(string id, string method, string message)
        => ShouldReport(Specs.With(Kernel, $"public static partial class Attention {{ [Mask] {method} }}"), id, message);

    [Fact]
    public Task What_no_mask_method_brings_about_alone_is_reported_at_the_kernel()
        => ShouldReport(
            Specs.With("[«AttentionKernel»(HeadDim = 64), Causal]", "public static partial class Attention { [Mask] static bool Other(int q, int k) => k != q; }"),
            DiagnosticIds.QueriesSeeNothing, "at position 0");

    [Fact]
    public Task A_mask_that_allows_nothing_is_refused_and_not_advised_on()
        => ShouldReport(
            Specs.With("[«AttentionKernel»(HeadDim = 64), Causal]", "public static partial class Attention { [Mask] static bool Next(int q, int k) => k > q; }"),
            DiagnosticIds.MaskAllowsNothing, "allows no key to any query");

    [Fact]
    public Task A_tile_whose_sides_are_legal_but_too_large_together_is_refused_with_the_nearest_that_fits()
        => ShouldReport(
            Specs.With("[AttentionKernel(HeadDim = 512), «Tile»(Query = 288, Key = 1024)]"), DiagnosticIds.TileTooLarge,
            "The pinned tile (Query = 288, Key = 1024) is too large for this spec: its scratch of");

    [Fact]
    public async Task A_tile_that_cuts_no_block_of_the_mask_is_legal()
        => (await AnalyzerRun.OnAsync(Specs.With("[AttentionKernel(HeadDim = 64), BlockSparse(Query = 64, Key = 64), Tile(Query = 32)]"))).ShouldBeEmpty();

    [Fact]
    public Task Masks_that_are_too_large_together_are_refused()
    {
        var methods = Enumerable.Range(0, 3).Select(number =>
            $"[Mask] static bool M{number}(int q, int k) => {string.Join(" || ", Enumerable.Range(0, 16).Select(i => $"({Group(number, i)})"))};");
        return ShouldReport(
            Specs.With("[«AttentionKernel»(HeadDim = 64)]", $"public static partial class Attention {{ {string.Join("\n", methods)} }}"), DiagnosticIds.PredicateTooLarge, "all masks of the spec together");
    }

    private static string Group(int method, int group)
        => string.Join(" || ", Enumerable.Range(0, 16).Select(i => $"k - q == {-((i * 16) + group) * 3 - method}"));

    [Fact]
    public async Task Every_data_parameter_that_the_ONNX_operator_has_no_input_for_is_reported()
        => (await AnalyzerRun.OnAsync(Specs.With("[AttentionKernel(HeadDim = 64), OnnxAttention, LowRankBias(4), MaskTensor]")))
            .Select(diagnostic => diagnostic.Id).ShouldBe([DiagnosticIds.OnnxData, DiagnosticIds.OnnxData]);

    [Theory]
    [InlineData("Causal")]
    [InlineData("SlidingWindow")]
    [InlineData("AttentionSink")]
    [InlineData("Tile")]
    [InlineData("MaskTensor")]
    [InlineData("BiasTensor")]
    [InlineData("BlockSparse")]
    [InlineData("OnnxAttention")]
    public Task A_companion_attribute_without_a_kernel_is_reported(string name)
        => ShouldReport(
            Specs.With(name is not ("SlidingWindow" or "AttentionSink") ? $"[«{name}»]" : $"[«{name}»(4)]"), DiagnosticIds.PatternWithoutKernel, $"[{name}] on 'Attention' does nothing");

    [Fact]
    public async Task A_project_without_unsafe_code_is_told_what_to_write_where()
    {
        var source = new MarkedSource(Specs.With("[«AttentionKernel»(HeadDim = 64)]"));
        var compilation = SpecCompilation.Of(source.Text, allowUnsafe: false);
        Check(await AnalyzerRun.OnAsync(compilation), source, DiagnosticIds.UnsafeNotAllowed, "<AllowUnsafeBlocks>true</AllowUnsafeBlocks>");
        GeneratorRun.On(compilation).ShouldCompile();
    }

    [Fact]
    public async Task A_project_with_an_old_language_version_is_told_which_it_needs()
    {
        var source = new MarkedSource(Specs.With("[«AttentionKernel»(HeadDim = 64)]", "public static partial class Attention { }"));
        var compilation = SpecCompilation.Of(source.Text, LanguageVersion.CSharp12);
        Check(await AnalyzerRun.OnAsync(compilation), source, DiagnosticIds.LanguageVersionTooLow, "needs C# 13 or later, and this project uses C# 12.0");
    }

    [Theory]
    [InlineData("[AttentionKernel(HeadDim = 512, ValueHeadDim = 1)]")]
    [InlineData("[AttentionKernel(HeadDim = 1, Scale = double.NaN, Softcap = 0)]")]
    [InlineData("[AttentionKernel(HeadDim = 64, AllowTensorFloat32 = true)]")]
    [InlineData("[AttentionKernel(HeadDim = 64, Precision = Precision.Float16, AllowTensorFloat32 = false)]")]
    [InlineData("[AttentionKernel(HeadDim = 64), Causal, SlidingWindow(0), AttentionSink(1)]")]
    [InlineData("[AttentionKernel(HeadDim = 64), SlidingWindow(-1, 0)]")]
    [InlineData("[AttentionKernel(HeadDim = 64), SlidingWindow(1073741823)]")]
    [InlineData("[AttentionKernel(HeadDim = 64), AttentionSink(4)]")]
    [InlineData("[AttentionKernel(HeadDim = 64), Tile(Query = 48, Key = 128)]")]
    [InlineData("[AttentionKernel(HeadDim = 64), Tile(Key = 64)]")]
    [InlineData("[AttentionKernel(HeadDim = 64), OnnxAttention(NonpadKvSeqlen = true), Causal, SlidingWindow(8), BiasTensor]")]
    public async Task A_legal_spec_gets_no_diagnostic(string attributes)
    {
        (await AnalyzerRun.OnAsync(Specs.With(attributes))).ShouldBeEmpty();
        ModelOf.Source(Specs.With(attributes)).Problem.ShouldBeNull();
    }

    [Fact]
    public async Task A_pragma_silences_a_warning()
        => (await AnalyzerRun.OnAsync("#pragma warning disable KG0304\n" + Specs.With($"{Kernel} [Causal, SlidingWindow(8, 4)]"))).ShouldBeEmpty();

    [Fact]
    public async Task A_class_is_reported_once_however_many_parts_it_has()
        => (await AnalyzerRun.OnAsync(Specs.With("[AttentionKernel]") + "\nstatic partial class Attention;")).Length.ShouldBe(1);

    private static async Task ShouldReport(string marked, string id, string message)
    {
        var source = new MarkedSource(marked);
        Check(await AnalyzerRun.OnAsync(source.Text), source, id, message);
    }

    private static void Check(IEnumerable<Diagnostic> reported, MarkedSource source, string id, string message)
    {
        var diagnostic = reported.ShouldHaveSingleItem();
        diagnostic.Id.ShouldBe(id);
        source.Text.Substring(diagnostic.Location.SourceSpan.Start, diagnostic.Location.SourceSpan.Length)
            .ShouldBe(source.Text.Substring(source.Span.Start, source.Span.Length));
        diagnostic.Location.SourceSpan.ShouldBe(source.Span);
        diagnostic.GetMessage(null).ShouldContain(message);
    }
}
