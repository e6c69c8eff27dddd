using KernelGen.Templates.Analysis;
using KernelGen.Templates.Expressions;
using Shouldly;
using Xunit;

namespace KernelGen.Templates.Tests;

public sealed class EmptyRowsTests
{
    [Theory]
    [InlineData("(< k q)", "at position 0")]
    [InlineData("(<= k (- q 5))", "at positions 0 to 4")]
    [InlineData("(and (<= k q) (< q 100))", "at position 100 and later")]
    [InlineData("(> k q)", "at the last key")]
    [InlineData("(and (> k (+ q 3)) (!= q 7))", "at the last 4 keys (position keyLength - 4 and later)")]
    [InlineData("(and (< k (- q 1)) (< (- q k) 8) (< k 20))", "at positions 0 to 1 and at position 27 and later")]
    [InlineData("(if (== head 0) (< k q) (< (+ k 2) q))", "at position 0")]
    public void Ranges_of_queries_that_see_nothing_are_found_in_full(string mask, string expected)
        => EmptyRows.Of(ExprText.Parse(mask)).ShouldNotBeNull().Describe().ShouldBe(expected);

    [Theory]
    [InlineData("true")]
    [InlineData("(<= k q)")]
    [InlineData("(and (<= k q) (== (% (- q k) 3) 0))")]
    [InlineData("(!= k q)")] // Empty for a single key, but not whatever the lengths are.
    [InlineData("(== (% q 2) 0)")] // Single rows are no range.
    [InlineData("(or (< k q) (== q head))")]
    [InlineData("(< k (+ q (scalar int shift)))")]
    public void Queries_that_may_see_something_are_not_reported(string mask) => EmptyRows.Of(ExprText.Parse(mask)).ShouldBeNull();

    [Fact]
    public void What_is_found_never_contradicts_the_predicate()
    {
        var exprs = new RandomExprs(12);
        var (random, found) = (exprs.Random, 0);
        for (var i = 0; i < 2000; i++)
        {
            var mask = exprs.Bool(2);
            if (EmptyRows.Of(mask) is not { } rows)
                continue;
            found++;
            for (var j = 0; j < 20; j++)
            {
                var keyLength = random.Next(1, 200);
                foreach (var query in Queries(rows, keyLength, random))
                {
                    var at = new Bindings
                    {
                        Query = query,
                        Key = random.Next(keyLength),
                        KeyLength = keyLength,
                        QueryLength = random.Next(1, 200),
                        QueryOffset = query - random.Next(200),
                        QueryHeads = random.Next(1, 9),
                    };
                    Evaluator.Bool(mask, at).ShouldBeFalse($"{mask} at {at}");
                }
            }
        }
        found.ShouldBeGreaterThan(200);
    }

    private static IEnumerable<int> Queries(EmptyRows rows, int keyLength, Random random)
    {
        if (rows.Below is { } below)
            yield return random.Next(Math.Min(below, 300));
        if (rows.From is { } from)
            yield return from + random.Next(300);
        if (rows.BeforeEnd is { } count)
            yield return keyLength - Math.Min(count, 200) + random.Next(300);
    }
}
