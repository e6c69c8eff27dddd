using KernelGen.Generator.Diagnostics;
using KernelGen.Generator.Tests.Driver;

namespace KernelGen.Generator.Tests;

/// <summary>Each thing that has no place in a mask or score, at the token that «guillemets» mark.</summary>
public class RefusalTests
{
    [Theory]
    [InlineData("[Mask] bool «Allowed»(int q) => true;", "is not static; write 'static bool Allowed(int q, int k)'")]
    [InlineData("[Mask] static int «Allowed»(int q) => q;", "The [Mask] method 'Allowed' returns int;")]
    [InlineData("[Mask] static bool «Allowed»<T>(int q) => true;", "is generic")]
    [InlineData("[Mask] static extern bool «Allowed»(int q);", "has no body")]
    [InlineData("[Score] static float «Map»(int q) => q;", "does not take the score; write 'static float Map(float score, int q, int k)'")]
    public Task A_method_of_the_wrong_form_is_refused(string member, string message)
        => ShouldReport(Lowering.Members(member), DiagnosticIds.PredicateForm, message);

    [Theory]
    [InlineData(DiagnosticIds.SeveralScores, "[Score] static float A(float score) => score; [Score] static float «B»(float score) => score;", "'B' is a second [Score]")]
    [InlineData(DiagnosticIds.ReservedParameter, "[Mask] static bool Allowed(long «q») => true;", "'q' stands for the query's position, and is of type int")]
    [InlineData(DiagnosticIds.ReservedParameter, "[Mask] static bool Allowed(float «score») => true;", "which only a [Score] method has")]
    [InlineData(DiagnosticIds.DataParameterType, "[Mask] static bool Allowed(int[] «a») => true;", "is declared as 'int[] a'")]
    [InlineData(DiagnosticIds.DataParameterType, "[Mask] static bool Allowed(double «a») => true;", "data is an int, float or bool")]
    [InlineData(DiagnosticIds.DataParameterType, "[Mask] static bool Allowed(ReadOnlySpan<long> «a») => true;", "ReadOnlySpan of bool, sbyte")]
    [InlineData(DiagnosticIds.DataParameterType, "[Mask] static bool Allowed(Span<int> «a») => true;", "ReadOnlySpan")]
    [InlineData(DiagnosticIds.DataParameterType, "[Mask] static bool Allowed(in int «a») => true;", "without modifiers and default")]
    [InlineData(DiagnosticIds.DataParameterType, "[Mask] static bool Allowed(int «a» = 3) => true;", "without modifiers and default")]
    [InlineData(DiagnosticIds.DataParameterType, "[Mask] static bool Allowed(System.Numerics.Tensors.ReadOnlyTensorSpan<int> «a») => true;", "or a ReadOnlyTensorSpan of bool or float")]
    [InlineData(DiagnosticIds.DataParameterType, "[Mask] static bool Allowed(System.Numerics.Tensors.TensorSpan<bool> «a») => true;", "or a ReadOnlyTensorSpan of bool or float")]
    [InlineData(DiagnosticIds.DataParameterType, "[Mask] static bool Allowed(ref System.Numerics.Tensors.ReadOnlyTensorSpan<bool> «a») => true;", "without modifiers")]
    [InlineData(DiagnosticIds.ReservedParameter, "[Mask] static bool Allowed(long «row») => true;", "'row' stands for the query's row, its position minus that of row 0, and is of type int")]
    [InlineData(DiagnosticIds.ReservedParameter, "[Mask] static bool Allowed(float «queryOffset») => true;", "'queryOffset' stands for the position of query row 0")]
    [InlineData(DiagnosticIds.DataParameterName, "[Mask] static bool Allowed(int «options») => true;", "Forward has a parameter of that name")]
    [InlineData(DiagnosticIds.DataParameterName, "[Mask] static bool A(int a) => true; [Mask] static bool B(float «a») => true;", "another method has it as 'int a'")]
    [InlineData(DiagnosticIds.RecursivePredicate, "[Mask] static bool Allowed(int q) => A(q); static bool A(int q) => «Allowed»(q - 1);", "'Allowed' calls itself")]
    public Task A_parameter_or_method_is_refused(string id, string members, string message)
        => ShouldReport(Lowering.Members(members), id, message);

    [Theory]
    [InlineData("«Math.Pow(x, 2)» > 1")]
    [InlineData("Math.«Sign»(q) > 1")]
    [InlineData("x.«Equals»(x)")]
    [InlineData("«f.Length» > k")]
    [InlineData("«a[^1]» > k")]
    [InlineData("«new[] { 1 }[0]» > k")]
    [InlineData("(«x % 2») > 1")]
    [InlineData("(«q >>> 1») > 1")]
    [InlineData("«Environment.ProcessorCount» > q")]
    [InlineData("q «switch» { 0 => true, 1 => false }")]
    [InlineData("q is «var z»")]
    [InlineData("«(q, k) == (1, 2)»")]
    [InlineData("«q == k == 1»")]
    [InlineData("«a[q] == (k > 3)»")]
    [InlineData("b && «x != b»")]
    public async Task An_expression_without_a_place_in_a_kernel_is_refused_where_it_stands(string expression)
    {
        var source = new MarkedSource(Lowering.Mask(expression));
        var reported = (await AnalyzerRun.OnAsync(source.Text)).ShouldHaveSingleItem();
        reported.Id.ShouldBeOneOf(DiagnosticIds.NotLowerable, DiagnosticIds.PredicateType);
        source.Text.Substring(reported.Location.SourceSpan.Start, reported.Location.SourceSpan.Length)
            .ShouldBe(source.Text.Substring(source.Span.Start, source.Span.Length));
    }

    [Theory]
    [InlineData("if (q) return true; return false;")]
    [InlineData("var x = q > k ? 1 : true; return x > 0;")]
    [InlineData("var x = q switch { 0 => true, _ => k }; return x;")]
    [InlineData("var b = q > k; b++; return b;")]
    [InlineData("var b = q > k; b += true; return b;")]
    [InlineData("var b = q > k; b |= q; return b;")]
    [InlineData("var b = -(q > k); return !b;")]
    [InlineData("return a[q > k];")]
    [InlineData("return Math.Max(q > k, k) > 1;")]
    [InlineData("return q > k == k;")]
    public async Task What_does_not_compile_fails_neither_the_analyzer_nor_the_generator(string statements)
    {
        var source = Lowering.Body(statements);
        var reported = (await AnalyzerRun.OnAsync(source)).ShouldHaveSingleItem();
        reported.Id.ShouldBeOneOf(DiagnosticIds.NotLowerable, DiagnosticIds.PredicateType);
        var run = GeneratorRun.On(SpecCompilation.Of(source).With("Other.cs", Specs.Dense64));
        run.Result.Exception.ShouldBeNull();
        run.Sources.Length.ShouldBe(4);
    }

    [Theory]
    [InlineData("«t[k]»", "a tensor is read by 2 to 4 int indices, in the order batch, head, row, k")]
    [InlineData("«t[0, 0, 0, row, k]»", "a tensor is read by 2 to 4 int indices")]
    [InlineData("«t[new nint[] { row, k }]»", "a tensor is read by 2 to 4 int indices")]
    [InlineData("«t.IsDense»", "an array is read by index")]
    [InlineData("Element(«t.Slice()», row, k)", "only a whole array parameter can be passed on")]
    public Task A_tensor_is_read_by_its_indices(string expression, string message)
        => ShouldReport(Tensor(expression), DiagnosticIds.NotLowerable, message);

    [Theory]
    [InlineData("MaskTensor", "ReadOnlySpan<bool> «mask»", "[MaskTensor] has it as 'bool[,,,] mask'")]
    [InlineData("BiasTensor", "bool «bias»", "[BiasTensor] has it as 'float[,,,] bias'")]
    [InlineData("BlockSparse", "int «blocks»", "[BlockSparse] has it as 'bool[,,,] blocks'")]
    public Task The_data_of_an_attribute_keeps_its_type(string attribute, string parameter, string message)
        => ShouldReport(
            Lowering.Members($"[Mask] static bool Allowed({parameter}) => true;").Replace("[AttentionKernel(", $"[{attribute}, AttentionKernel(", StringComparison.Ordinal),
            DiagnosticIds.DataParameterName, message);

    private static string Tensor(string expression) => Lowering.Members(
        $"[Mask] static bool Allowed(int row, int k, System.Numerics.Tensors.ReadOnlyTensorSpan<bool> t) => {expression};"
        + "static bool Element(System.Numerics.Tensors.ReadOnlyTensorSpan<bool> t, int i, int j) => t[i, j];");

    [Theory]
    [InlineData("«while» (q > k) { } return true;", "there are no loops; write the condition in q and k")]
    [InlineData("«for» (int i = 0; i < 3; i++) { } return true;", "give it as data")]
    [InlineData("«foreach» (var x in a) { } return true;", "there are no loops")]
    [InlineData("«switch» (q) { default: return true; }", "write a switch expression")]
    [InlineData("«throw new InvalidOperationException();»", "a body has declarations, assignments, if and return")]
    [InlineData("«s_count» = q; return true;", "only locals and parameters can be assigned to")]
    [InlineData("return «s_count» > q;", "make it const, or a parameter")]
    [InlineData("«try { } finally { }» return true;", "a body has")]
    [InlineData("return Sum(«a.Slice(1)») > q;", "only a whole array parameter can be passed on")]
    public Task A_statement_without_a_place_in_a_kernel_is_refused(string statements, string message)
        => ShouldReport(Lowering.Body(statements, "static int s_count; static int Sum(ReadOnlySpan<int> data) => data[0];"), DiagnosticIds.NotLowerable, message);

    [Theory]
    [InlineData("(float)(score * «0.5»)", "'0.5' is of type double; masks and scores know int, float and bool: write float literals (0.5f) and use MathF")]
    [InlineData("score + («1L» << k)", "'1L' is of type long; masks and scores know int, float and bool: positions and indices are int")]
    public Task A_type_that_the_language_lacks_is_refused_at_the_part_that_brings_it_in(string expression, string message)
        => ShouldReport(Lowering.Score(expression), DiagnosticIds.PredicateType, message);

    [Fact]
    public Task A_double_function_points_to_its_float_twin()
        => ShouldReport(Lowering.Score("(float)Math.«Exp»(score)"), DiagnosticIds.NotLowerable, "'Math.Exp' cannot be part of a mask or score: it computes in double; use MathF.Exp");

    [Fact]
    public Task What_grows_without_bound_is_refused()
    {
        var doubled = string.Concat(Enumerable.Range(1, 40).Select(i => $"var x{i} = x{i - 1} * x{i - 1};"));
        return ShouldReport(
            Lowering.Members($"[Mask] static bool «Allowed»(int q) {{ var x0 = q; {doubled} return x40 > 0; }}"), DiagnosticIds.PredicateTooLarge, "more than 1000 operands");
    }

    [Fact]
    public Task A_chain_of_operands_that_no_stack_holds_is_refused_as_any_that_is_too_long()
    {
        var keys = string.Join(" || ", Enumerable.Range(0, 20_000).Select(i => $"k == {2 * i}"));
        return ShouldReport(Lowering.Members($"[Mask] static bool «Allowed»(int k) => {keys};"), DiagnosticIds.PredicateTooLarge, "more than 1000 operands");
    }

    [Fact]
    public Task A_mask_that_is_never_true_is_found()
        => ShouldReport(
            Lowering.Members("[Mask] static bool Allowed(int q, int k) => k < q && q < k;").Replace("[AttentionKernel(", "[«AttentionKernel»(", StringComparison.Ordinal),
            DiagnosticIds.MaskAllowsNothing, "k < q && q < k");

    [Theory]
    [InlineData("[Mask] static bool «Allowed»(int q, int k) => k <= q;", "[Mask] on 'Attention' does nothing")]
    [InlineData("[Score] static float «Map»(float score) => score;", "[Score] on 'Attention' does nothing")]
    public Task A_predicate_without_a_kernel_is_reported(string member, string message)
        => ShouldReport(Lowering.Members(member).Replace("[AttentionKernel(HeadDim = 64)]", "", StringComparison.Ordinal), DiagnosticIds.PatternWithoutKernel, message);

    private static async Task ShouldReport(string marked, string id, string message)
    {
        var source = new MarkedSource(marked);
        var diagnostic = (await AnalyzerRun.OnAsync(source.Text)).ShouldHaveSingleItem();
        diagnostic.GetMessage(null).ShouldContain(message);
        diagnostic.Id.ShouldBe(id);
        source.Text.Substring(diagnostic.Location.SourceSpan.Start, diagnostic.Location.SourceSpan.Length)
            .ShouldBe(source.Text.Substring(source.Span.Start, source.Span.Length));
    }
}
