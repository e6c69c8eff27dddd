using KernelGen.Planning;
using KernelGen.Templates.Expressions;
using KernelGen.Templates.Specs;
using Shouldly;
using Xunit;

namespace KernelGen.Templates.Tests;

public sealed class ScoreTests
{
    private const float Logit = 0.75f;

    public static TheoryData<string> Names => [.. ScoreCases.All.Select(score => score.Name)];

    [Theory]
    [MemberData(nameof(Names))]
    public void A_score_adds_what_its_paper_says(string name)
    {
        var (score, random) = (Of(name), new Random(31));
        var biases = new HashSet<double>();
        for (var i = 0; i < 4000; i++)
        {
            var heads = random.Next(1, 13);
            // Half of the points near the diagonal, where positions differ most in their bias.
            var query = random.Next(3000);
            var key = i % 2 == 0 ? Math.Max(0, query + random.Next(-16, 17)) : random.Next(3000);
            var values = score.Values(heads);
            var at = new Bindings
            {
                Query = query, Key = key, Head = random.Next(heads), QueryHeads = heads, Score = Logit, Data = new PatternValues(score.Data, values),
            };
            var expected = score.Bias(new(query, key, at.Head, heads, values));
            biases.Add(expected);
            ((double)Evaluator.Float(score.Score, at)).ShouldBe(Logit + expected, 1e-6 * Math.Max(1, Math.Abs(expected)), $"{name} at {at}");
        }
        biases.Count.ShouldBeGreaterThan(name.EndsWith("(1, 1)", StringComparison.Ordinal) ? 11 : 20, name);
    }

    [Fact]
    public void The_slopes_of_any_number_of_heads_are_those_of_the_paper()
    {
        foreach (var heads in Enumerable.Range(1, 260).Concat([511, 512, 513, 1023, 1024, 2047, 4096, 16383, 32767, 32768, 65535]))
        {
            var slopes = ScoreCases.Slopes(heads);
            foreach (var head in new[] { 0, heads / 3, heads / 2, 2 * heads / 3, heads - 1 })
            {
                var at = new Bindings { Query = 1, Key = 0, Head = head, QueryHeads = heads };
                (-(double)Evaluator.Float(BiasPatterns.Alibi(), at)).ShouldBe(slopes[head], 1e-6 * slopes[head], $"head {head} of {heads}");
            }
        }
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void A_score_survives_its_text(string name) => ExprText.Parse(ExprText.Write(Of(name).Score)).ShouldBe(Of(name).Score);

    [Fact]
    public void Scores_of_one_kind_after_another_add_up()
    {
        var both = ScorePatterns.Compose([BiasPatterns.Alibi(), Of("RelativeBuckets(32, 128)").Score]).ShouldNotBeNull();
        var test = Of("RelativeBuckets(32, 128)");
        var at = new Bindings { Query = 40, Key = 3, Head = 1, QueryHeads = 4, Data = new PatternValues(test.Data, test.Values(4)) };
        Evaluator.Float(both, at).ShouldBe(Evaluator.Float(BiasPatterns.Alibi(), at) + Evaluator.Float(test.Score, at), 1e-6f);
    }

    private static ScoreCase Of(string name) => ScoreCases.All.Single(score => score.Name == name);
}
