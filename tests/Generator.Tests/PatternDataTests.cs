using KernelGen.Generator.Diagnostics;
using KernelGen.Generator.Lowering;
using KernelGen.Generator.Parsing;
using KernelGen.Generator.Tests.Driver;
using KernelGen.Templates.Expressions;
using Microsoft.CodeAnalysis;

namespace KernelGen.Generator.Tests;

/// <summary>Patterns that read data, and patterns that are scores, beside the methods of a class.</summary>
public class PatternDataTests
{
    private static readonly ExprParameter s_slope = new("slope", ExprDataType.Single, IsArray: true);

    // score - slope[head] * (q - k), and then half of that.
    private static readonly Pattern s_bias = new("Bias", PatternKind.Score, [], _ => Expr.Subtract(
        Expr.Score, Expr.Multiply(Expr.Load(s_slope, Expr.Head), Expr.ToFloat(Expr.Subtract(Expr.Q, Expr.K))))) { Data = [s_slope] };

    private static readonly Pattern s_half = new("Half", PatternKind.Score, [], _ => Expr.Multiply(Expr.Score, Expr.Float(0.5f)));

    public static TheoryData<string> Names => [.. Patterns.All.Select(pattern => pattern.Name)];

    [Theory]
    [MemberData(nameof(Names))]
    public void A_pattern_declares_the_data_that_its_expression_reads(string name)
    {
        var pattern = Patterns.All.Single(candidate => candidate.Name == name);
        var expr = pattern.Build([.. pattern.Arguments.Select(argument => argument.Default ?? argument.Min)]);
        expr.Data().ShouldBe(pattern.Data, ignoreOrder: true);
        expr.Type.ShouldBe(pattern.Kind is PatternKind.Score or PatternKind.LastScore ? ExprType.Float : ExprType.Bool);
    }

    [Fact]
    public void Patterns_give_one_meaning_to_one_name()
    {
        var data = Patterns.All.SelectMany(pattern => pattern.Data).Distinct().ToArray();
        data.Select(parameter => parameter.Name).ShouldBeUnique();
        data.Select(parameter => parameter.Name).ShouldAllBe(name => PredicateVariables.Of(name) == null && !PredicateMethod.Taken.Contains(name));
    }

    [Fact]
    public void Data_of_patterns_comes_before_that_of_methods_which_share_it_by_name_and_type()
    {
        var spec = ModelOf.Spec(Lowering.Members("""
            [Mask] static bool Near(int q, int k, int reach, ReadOnlySpan<int> document) => q - k <= reach + document[k];
            """).Replace("[AttentionKernel(HeadDim = 64)]", "[Documents, AttentionKernel(HeadDim = 64)]", StringComparison.Ordinal));
        spec.Data.ToString().ShouldBe("int[] document, int reach");
        ExprText.Write(spec.Mask).ShouldBe(
            "(and (== (load int document q) (load int document k)) (<= (- q k) (+ (scalar int reach) (load int document k))))");
    }

    [Fact]
    public async Task A_method_that_has_the_data_of_a_pattern_with_another_type_is_refused_at_its_parameter()
    {
        var source = new MarkedSource(Lowering.Members("[Mask] static bool Near(int k, ReadOnlySpan<short> «document») => document[k] > 0;")
            .Replace("[AttentionKernel(HeadDim = 64)]", "[AttentionKernel(HeadDim = 64), Documents]", StringComparison.Ordinal));
        var reported = (await AnalyzerRun.OnAsync(source.Text)).ShouldHaveSingleItem();
        reported.Id.ShouldBe(DiagnosticIds.DataParameterName);
        reported.GetMessage(null).ShouldContain("[Documents] has it as 'int[] document'; rename it");
        reported.Location.SourceSpan.ShouldBe(source.Span);
    }

    [Fact]
    public void Forward_and_Reference_have_the_data_of_a_pattern()
    {
        var run = GeneratorRun.On(Specs.With("[AttentionKernel(HeadDim = 64), Documents]"));
        var type = run.Output.GetTypeByMetadataName("Models.Attention").ShouldNotBeNull();
        var calls = type.GetMembers("Forward").Concat(type.GetMembers("Reference")).OfType<IMethodSymbol>().ToArray();
        calls.Length.ShouldBeGreaterThan(2);
        calls.ShouldAllBe(call => call.Parameters.Count(parameter => parameter.ToDisplayString() == "System.ReadOnlySpan<int> document") == 1);
        run.Kernels.ShouldContain("Require(Parameter.document, q, \"q\", in scope);");
        run.Kernels.ShouldContain("Require(Parameter.document, k, \"k\", in scope);");
    }

    [Theory]
    [InlineData("", "(* (- score (* (load float slope head) (float (- q k)))) 0.5f)", "float[] slope")]
    [InlineData("[Score] static float Map(float score, float x) => score + x * score;",
        "(+ (* (- score (* (load float slope head) (float (- q k)))) 0.5f) (* (scalar float x) (* (- score (* (load float slope head) (float (- q k)))) 0.5f)))",
        "float[] slope, float x")]
    public void A_score_method_takes_what_the_score_attributes_give_each_of_which_takes_what_the_one_before_gives(
        string method, string expected, string data)
    {
        var patterns = new DeclaredPatterns([Declared(s_bias), Declared(s_half)]);
        var predicates = Lower(Lowering.Members(method), patterns);
        ExprText.Write(predicates.Score.ShouldNotBeNull()).ShouldBe(expected);
        predicates.Data.ToString().ShouldBe(data);
    }

    [Fact]
    public void A_mask_method_beside_score_attributes_has_no_score()
        => Lower(Lowering.Members("[Mask] static bool Allowed(int q, int k) => k <= q;"), new DeclaredPatterns([Declared(s_half)]))
            .Masks.ShouldHaveSingleItem().Expr.ToString().ShouldBe("(<= k q)");

    [Fact]
    public void Without_score_attributes_and_a_score_method_there_is_no_score()
        => Lower(Lowering.Members(""), new DeclaredPatterns([])).Score.ShouldBeNull();

    private static DeclaredPattern Declared(Pattern pattern) => new(pattern, pattern.Build([]));

    private static Predicates Lower(string source, DeclaredPatterns patterns)
    {
        var compilation = SpecCompilation.Of(source);
        var type = compilation.GetTypeByMetadataName("Models.Attention").ShouldNotBeNull();
        return PredicateLowering.Lower(type, patterns, compilation, new DiagnosticSink(null), default);
    }
}
