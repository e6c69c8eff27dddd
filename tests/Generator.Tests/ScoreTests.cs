using KernelGen.Generator.Diagnostics;
using KernelGen.Generator.Lowering;
using KernelGen.Generator.Parsing;
using KernelGen.Generator.Tests.Driver;
using KernelGen.Templates.Expressions;
using KernelGen.Templates.Specs;
using Microsoft.CodeAnalysis;

namespace KernelGen.Generator.Tests;

public class ScoreTests
{
    private const string Kernel = "AttentionKernel(HeadDim = 64)";

    private static readonly string s_page = Path.Combine(Documentation.MarkdownPage.Root, "docs", "scores.md");

    public static TheoryData<string> Names => [.. Scores.All.Select(score => score.Name)];

    /// <summary>Attributes beside the functions that they stand for; arguments differ from one another, so that no two can be swapped.</summary>
    public static TheoryData<string, string> Attributes { get; } = new()
    {
        { "Alibi", ExprText.Write(BiasPatterns.Alibi()) },
        { "RelativeBuckets(8, 16)", ExprText.Write(BiasPatterns.RelativeBuckets(8, 16, false)) },
        { "RelativeBuckets(causal: true, maxDistance: 16, buckets: 8)", ExprText.Write(BiasPatterns.RelativeBuckets(8, 16, true)) },
        { "SwinRelativeBias(4, 7)", ExprText.Write(BiasPatterns.SwinRelativeBias(4, 7)) },
    };

    [Theory]
    [MemberData(nameof(Attributes))]
    public void An_attribute_becomes_its_function_with_each_argument_in_its_place(string attribute, string score)
        => ExprText.Write(ModelOf.Spec(Specs.With($"[{Kernel}, {attribute}]")).Score.ShouldNotBeNull()).ShouldBe(score);

    [Theory]
    [MemberData(nameof(Names))]
    public void The_parser_knows_each_parameter_by_the_name_it_has(string name)
    {
        var score = Scores.All.Single(candidate => candidate.Name == name);
        Parameters(score.MetadataName).ShouldBe(score.Arguments.Select(argument => argument.Name));
    }

    [Fact]
    public void The_parser_knows_each_parameter_of_a_low_rank_bias_by_the_name_it_has()
        => Parameters(AttributeNames.LowRankBias).ShouldBe(LowRankBiasParser.Arguments.Select(argument => argument.Name));

    [Theory]
    [MemberData(nameof(Names))]
    public void A_score_declares_the_data_that_its_expression_reads(string name)
    {
        var score = Scores.All.Single(candidate => candidate.Name == name);
        var expr = score.Build([.. score.Arguments.Select(argument => argument.Min)]);
        expr.Data().ShouldBe(score.Data, ignoreOrder: true);
        expr.Type.ShouldBe(ExprType.Float);
        expr.Reads(ExprVariable.Score).ShouldBe(score.Kind == PatternKind.Score);
    }

    [Fact]
    public void Scores_and_patterns_give_one_meaning_to_one_name()
    {
        var names = Patterns.All.Concat(Scores.All).SelectMany(pattern => pattern.Data)
            .Concat([LowRankBias.QueryFactors, LowRankBias.KeyFactors]).Distinct().Select(parameter => parameter.Name).ToArray();
        names.ShouldBeUnique();
        names.ShouldAllBe(name => PredicateVariables.Of(name) == null && !PredicateMethod.Taken.Contains(name));
    }

    [Fact]
    public void The_documentation_has_the_scores_in_the_order_of_the_library_and_each_formula_in_code()
        => File.ReadLines(s_page).Where(line => line.StartsWith("## ", StringComparison.Ordinal)).Select(line => line[3..])
            .ShouldBe(Scores.All.Select(score => score.Name).Append("LowRankBias"));

    [Fact]
    public void Attributes_act_in_the_order_of_the_library_wherever_they_stand_and_then_the_method()
    {
        var spec = ModelOf.Spec(Lowering.Members("[Score] static float Half(float score) => score * 0.5f;")
            .Replace("[AttentionKernel(HeadDim = 64)]", $"[SwinRelativeBias(2, 2), {Kernel}, Alibi]", StringComparison.Ordinal));
        var composed = ScorePatterns.Compose([BiasPatterns.Alibi(), BiasPatterns.SwinRelativeBias(2, 2)]).ShouldNotBeNull();
        ExprText.Write(spec.Score.ShouldNotBeNull()).ShouldBe($"(* {ExprText.Write(composed)} 0.5f)");
    }

    [Fact]
    public void A_sink_is_no_score_and_reads_its_own_head()
    {
        var spec = ModelOf.Spec(Specs.With($"[{Kernel}, SinkLogit]"));
        spec.Score.ShouldBeNull();
        ExprText.Write(spec.SinkLogit.ShouldNotBeNull()).ShouldBe("(load float sink head)");
    }

    [Theory]
    [InlineData("LowRankBias(16)", "16")]
    [InlineData("LowRankBias(perHead: true, rank: 5)", "5 perHead")]
    [InlineData("LowRankBias(128, perSequence: true)", "128 perSequence")]
    [InlineData("LowRankBias(1, true, true)", "1 perHead perSequence")]
    public void A_low_rank_bias_has_each_argument_in_its_place(string attribute, string expected)
        => ModelOf.Spec(Specs.With($"[{Kernel}, {attribute}]")).LowRankBias.ShouldNotBeNull().ToString().ShouldBe(expected);

    [Fact]
    public void Data_comes_from_patterns_then_scores_then_the_bias_then_methods()
        => ModelOf.Spec(Lowering.Members("[Score] static float Add(float score, float more) => score + more;")
            .Replace("[AttentionKernel(HeadDim = 64)]", $"[LowRankBias(2), SinkLogit, RelativeBuckets(8, 16), Documents, {Kernel}]", StringComparison.Ordinal))
            .Data.ToString().ShouldBe("int[] document, float[] bucketBias, float[] sink, float[] queryFactors, float[] keyFactors, float more");

    [Fact]
    public void A_spec_with_everything_compiles_and_its_calls_have_the_tables()
    {
        var run = GeneratorRun.On(Specs.With(
            "[AttentionKernel(HeadDim = 64, Precision = Precision.Float16, Softcap = 5, WritesLse = true), Alibi, RelativeBuckets(8, 16), SinkLogit, LowRankBias(3)]"));
        run.ShouldCompile();
        var type = run.Output.GetTypeByMetadataName("Models.Attention").ShouldNotBeNull();
        var calls = type.GetMembers("Forward").Concat(type.GetMembers("Reference")).OfType<IMethodSymbol>().ToArray();
        foreach (var name in new[] { "bucketBias", "sink", "queryFactors", "keyFactors" })
            calls.ShouldAllBe(call => call.Parameters.Count(parameter => parameter.Name == name && parameter.Type.ToDisplayString() == "System.ReadOnlySpan<float>") == 1);
    }

    [Theory]
    [InlineData("RelativeBuckets(«3», 16)", "The argument buckets of [RelativeBuckets] is 3; it must be from 4 to 63")]
    [InlineData("RelativeBuckets(«129», 128)", "must be from 4 to 128, the nearest legal value is 128")]
    [InlineData("RelativeBuckets(«8», 4, causal: true)", "must be from 4 to 7, the nearest legal value is 7")]
    [InlineData("RelativeBuckets(4, «2»)", "The argument maxDistance of [RelativeBuckets] is 2; it must be from 3 to 1073741823")]
    [InlineData("SwinRelativeBias(«0», 7)", "The argument height of [SwinRelativeBias] is 0; it must be from 1 to 512")]
    [InlineData("SwinRelativeBias(7, «513»)", "The argument width of [SwinRelativeBias] is 513; it must be from 1 to 512")]
    [InlineData("LowRankBias(«0»)", "The argument rank of [LowRankBias] is 0; it must be from 1 to 128, the nearest legal value is 1")]
    [InlineData("LowRankBias(perHead: true, rank: «129»)", "the nearest legal value is 128")]
    public async Task An_argument_out_of_range_is_refused_at_its_place(string attribute, string message)
    {
        var source = new MarkedSource(Specs.With($"[{Kernel}, {attribute}]"));
        var reported = (await AnalyzerRun.OnAsync(source.Text)).ShouldHaveSingleItem();
        reported.Id.ShouldBe(DiagnosticIds.PatternArgument);
        reported.GetMessage(null).ShouldContain(message);
        reported.Location.SourceSpan.ShouldBe(source.Span);
    }

    [Theory]
    [InlineData("Alibi")]
    [InlineData("SinkLogit")]
    [InlineData("LowRankBias(4)")]
    public async Task A_score_without_a_kernel_is_reported(string attribute)
        => (await AnalyzerRun.OnAsync(Specs.With($"[{attribute}]"))).ShouldHaveSingleItem().Id.ShouldBe(DiagnosticIds.PatternWithoutKernel);

    private static IEnumerable<string> Parameters(string attribute)
        => SpecCompilation.Of("").GetTypeByMetadataName(attribute).ShouldNotBeNull().InstanceConstructors.Single().Parameters.Select(parameter => parameter.Name);
}
