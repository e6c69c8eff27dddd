using KernelGen.Planning;
using KernelGen.Templates.Analysis;
using KernelGen.Templates.Expressions;
using KernelGen.Templates.Specs;
using Shouldly;
using Xunit;

namespace KernelGen.Templates.Tests;

public sealed class PatternTests
{
    public static TheoryData<string> Names => [.. PatternCases.All.Select(pattern => pattern.Name)];

    [Theory]
    [MemberData(nameof(Names))]
    public void A_pattern_is_what_its_paper_says(string name)
    {
        var (pattern, random) = (Of(name), new Random(21));
        var allowed = 0;
        for (var i = 0; i < 4000; i++)
        {
            var length = random.Next(1, 300);
            var at = new Bindings { Query = random.Next(length), Key = random.Next(length), Head = random.Next(4), KeyLength = length, QueryLength = length };
            // Half of the points near the diagonal, where thin patterns are.
            if (i % 2 == 0)
                at = at with { Key = Math.Clamp(at.Query + random.Next(-16, 17), 0, length - 1) };
            var expected = pattern.Allowed(at.Query, at.Key, at.Head, length);
            allowed += expected ? 1 : 0;
            Evaluator.Bool(pattern.Mask, at).ShouldBe(expected, $"{name} at {at}");
        }
        allowed.ShouldBeInRange(100, 3900, name);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void What_is_proven_of_a_tile_never_contradicts_a_pattern(string name)
    {
        var (mask, random) = (Of(name).Mask, new Random(22));
        var proven = 0;
        for (var i = 0; i < 400; i++)
        {
            var at = new Bindings { Head = random.Next(4), KeyLength = random.Next(1, 300), QueryLength = random.Next(1, 300) };
            var (q, k) = (Tile(random, random.Next(-40, 300)), Tile(random, random.Next(300)));
            var truth = new IntervalEvaluator(q, k, at).Bool(mask);
            proven += truth == Truth.Unknown ? 0 : 1;
            for (var query = q.Min; query <= q.Max && truth != Truth.Unknown; query++)
            {
                for (var key = k.Min; key <= k.Max; key++)
                    Evaluator.Bool(mask, at with { Query = query, Key = key }).ShouldBe(truth == Truth.True, $"{name} at {query}, {key} of {at}");
            }
        }
        proven.ShouldBeGreaterThan(20, name);
    }

    [Theory]
    [InlineData("GlobalTokens(5)", 64, 128)]
    [InlineData("DilatedWindow(3, 2, 4)", 64, 192)]
    [InlineData("BlockDiagonal(64)", 0, 128)]
    [InlineData("BlockCausal(13)", 0, 128)]
    [InlineData("PowersOfTwo", 1024, 300)]
    [InlineData("HeadShards(8, 2, 3)", 128, 240)]
    [InlineData("Neighborhood1D(7)", 64, 192)]
    [InlineData("Neighborhood2D(10, 3, 4 by 2)", 64, 256)]
    [InlineData("FrameSpatial(12, 1)", 0, 128)]
    [InlineData("VerticalStripe(15, 4)", 0, 20)]
    public void Tiles_that_a_pattern_leaves_out_are_proven_empty(string name, int query, int key)
    {
        var at = new Bindings { Head = 1, KeyLength = 4000, QueryLength = 4000 };
        var edge = name[0] is 'V' or 'H' ? 7 : 63;
        new IntervalEvaluator(new Interval(query, query + edge), new Interval(key, key + edge), at).Bool(Of(name).Mask).ShouldBe(Truth.False);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void A_pattern_allows_something_and_survives_its_text(string name)
    {
        var mask = Of(name).Mask;
        MaskFacts.NeverAllows(mask).ShouldBeFalse();
        MaskFacts.AlwaysAllows(mask).ShouldBeFalse();
        ExprText.Parse(ExprText.Write(mask)).ShouldBe(mask);
    }

    private static PatternCase Of(string name) => PatternCases.All.Single(pattern => pattern.Name == name);

    private static Interval Tile(Random random, int start) => new(start, start + random.Next(12));
}
