using KernelGen.Templates.Analysis;
using KernelGen.Templates.Expressions;
using KernelGen.Templates.Specs;
using Shouldly;
using Xunit;

namespace KernelGen.Templates.Tests;

public sealed class MaskFactsTests
{
    [Theory]
    [InlineData("false")]
    [InlineData("(< k 0)")]
    [InlineData("(and (<= k q) (>= (- k q) 3))")]
    [InlineData("(and (< k q) (or (< q k) (and (< q 5) (> k 9))))")]
    [InlineData("(and (<= (- q k) -3) (<= (- k q) 1))")]
    [InlineData("(>= k keyLength)")]
    [InlineData("(not (or (<= k q) (> k q)))")]
    [InlineData("(if (< k 4) (> k 7) (< k 2))")]
    public void Contradictions_are_proven(string mask)
    {
        MaskFacts.NeverAllows(ExprText.Parse(mask)).ShouldBeTrue();
        MaskFacts.AlwaysAllows(Expr.Not(ExprText.Parse(mask))).ShouldBeTrue();
    }

    [Theory]
    [InlineData("true")]
    [InlineData("(<= k q)")]
    [InlineData("(and (<= (- q k) 5) (<= (- k q) -3))")]
    [InlineData("(== (% k 7) (% q 7))")]
    [InlineData("(!= k q)")]
    [InlineData("(< (float k) 3f)")]
    [InlineData("(< q 0)")]
    public void Masks_that_allow_something_are_not_called_empty(string mask)
        => MaskFacts.NeverAllows(ExprText.Parse(mask)).ShouldBeFalse();

    [Fact]
    public void A_proof_never_contradicts_the_predicate()
    {
        var random = new RandomExprs(8);
        var proven = 0;
        for (var i = 0; i < 4000; i++)
        {
            var mask = random.Bool(3);
            var (never, always) = (MaskFacts.NeverAllows(mask), MaskFacts.AlwaysAllows(mask));
            proven += never || always ? 1 : 0;
            for (var j = 0; j < 20 && (never || always); j++)
                Evaluator.Bool(mask, InScope(random.Random)).ShouldBe(always, mask.ToString());
        }
        proven.ShouldBeGreaterThan(200);
    }

    [Fact]
    public void Reaches_add_and_constraints_narrow()
    {
        var mask = MaskPatterns.Combine([MaskPatterns.Causal()], [MaskPatterns.SlidingWindow(2, 0), MaskPatterns.AttentionSink(1)]);
        var seen = Enumerable.Range(0, 8).Where(k => Evaluator.Bool(mask, new Bindings { Query = 5, Key = k }));
        seen.ShouldBe([0, 3, 4, 5]);
        MaskPatterns.Combine([], []).ShouldBe(Expr.True);
        MaskPatterns.SlidingWindow(-1, -1).ShouldBe(Expr.True);
    }

    private static Bindings InScope(Random random)
    {
        var (keyLength, head, query) = (random.Next(1, 200), random.Next(8), random.Next(-100, 200));
        return new Bindings
        {
            Query = query,
            QueryOffset = query - random.Next(200),
            Key = random.Next(keyLength),
            QueryLength = random.Next(1, 200),
            KeyLength = keyLength,
            Batch = random.Next(8),
            Head = head,
            KeyHead = random.Next(head + 1),
            QueryHeads = head + random.Next(1, 4),
        };
    }
}
