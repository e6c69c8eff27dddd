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
            var values = pattern.Values(length);
            var at = Bindings(pattern, values, random, length) with { Query = random.Next(length), Key = random.Next(length) };
            // Half of the points near the diagonal, where thin patterns are.
            if (i % 2 == 0)
                at = at with { Key = Math.Clamp(at.Query + random.Next(-16, 17), 0, length - 1) };
            var expected = pattern.Allowed(new(at.Query, at.Key, at.Head, at.KeyHead, at.Batch, length, values));
            allowed += expected ? 1 : 0;
            Evaluator.Bool(pattern.Mask, at).ShouldBe(expected, $"{name} at {at}");
        }
        allowed.ShouldBeInRange(100, 3900, name);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void What_is_proven_of_a_tile_never_contradicts_a_pattern(string name)
    {
        var (pattern, random) = (Of(name), new Random(22));
        var mask = pattern.Mask;
        var proven = 0;
        for (var i = 0; i < 400; i++)
        {
            var length = random.Next(1, 300);
            var at = Bindings(pattern, pattern.Values(length), random, length) with { QueryLength = random.Next(1, 300) };
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
    [InlineData("GlobalTokens(5)", 64, 128, 64)]
    [InlineData("DilatedWindow(3, 2, 4)", 64, 192, 64)]
    [InlineData("BlockDiagonal(64)", 0, 128, 64)]
    [InlineData("BlockCausal(13)", 0, 128, 64)]
    [InlineData("PowersOfTwo", 1024, 300, 64)]
    [InlineData("HeadShards(8, 2, 3)", 128, 240, 8)]
    [InlineData("Neighborhood1D(7)", 64, 192, 64)]
    [InlineData("Neighborhood1D(9, stride 4)", 64, 192, 64)]
    [InlineData("Neighborhood2D(10, 3, 4 by 2)", 64, 256, 64)]
    [InlineData("Neighborhood2D(12, 5 stride 2, 9 stride 4)", 64, 256, 64)]
    [InlineData("InwardWindow(6, 8, 2, 1)", 8, 40, 8)]
    [InlineData("SurroundingBlocks(6, 10, 1, 2, 3)", 0, 128, 8)]
    [InlineData("SurroundingBlocks(4, 9, 1, 2, 3, grouped)", 0, 12, 6)]
    [InlineData("FrameSpatial(12, 1)", 0, 128, 64)]
    [InlineData("VerticalStripe(15, 4)", 0, 20, 8)]
    [InlineData("Documents", 256, 64, 64)]
    [InlineData("Documents(perSequence)", 256, 64, 64)]
    [InlineData("AnchorContext", 256, 64, 64)]
    [InlineData("RetrievalHeads(3, 20)", 256, 64, 64)]
    [InlineData("HeadSpans", 128, 0, 64)]
    [InlineData("HeadSpans(both ways)", 0, 128, 64)]
    [InlineData("TokenTree", 64, 128, 64)]
    public void Tiles_that_a_pattern_leaves_out_are_proven_empty(string name, int query, int key, int size)
    {
        var at = Bindings(Of(name), Of(name).Values(4000), new Random(23), 4000) with { Head = 1, KeyHead = 0 };
        new IntervalEvaluator(new Interval(query, query + size - 1), new Interval(key, key + size - 1), at).Bool(Of(name).Mask).ShouldBe(Truth.False);
    }

    [Theory]
    [InlineData(false, false)]
    [InlineData(true, false)]
    [InlineData(false, true)]
    public void Random_blocks_are_decided_block_by_block_and_spread_over_all_keys(bool isCausal, bool isPerHead)
    {
        const int block = 16, count = 3, blocks = 200;
        var mask = BlockPatterns.RandomBlocks(block, count, 4, isCausal, isPerHead);
        var (seen, steps, last) = (new int[blocks], new HashSet<int>(), 0);
        for (var i = 0; i < blocks; i++)
        {
            var row = Enumerable.Range(0, blocks).Select(j => new IntervalEvaluator(Of(i), Of(j), new Bindings { Head = 2, KeyLength = block * blocks }).Bool(mask)).ToArray();
            row.ShouldAllBe(truth => truth != Truth.Unknown);
            row.Count(truth => truth == Truth.True).ShouldBeInRange(1, count);
            row.Skip(i + 1).Count(truth => truth == Truth.True && isCausal).ShouldBe(0);
            foreach (var (j, truth) in row.Index())
                seen[j] += truth == Truth.True ? 1 : 0;
            var first = Array.IndexOf(row, Truth.True);
            steps.Add(first - last);
            last = first;
        }
        // A hash that is nearly linear goes from row to row in a handful of different steps.
        steps.Count.ShouldBeGreaterThan(60);
        // 3 of 200 blocks, 200 times: each block 3 times on average; of causal ones the first are seen the most.
        seen.Count(times => times == 0).ShouldBeLessThan(isCausal ? 80 : 25);
        seen.Max().ShouldBeLessThan(isCausal ? 40 : 12);

        static Interval Of(int index) => new(index * block, index * block + block - 1);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void A_pattern_allows_something_and_survives_its_text(string name)
    {
        var mask = Of(name).Mask;
        MaskFacts.NeverAllows(mask).ShouldBeFalse();
        MaskFacts.AlwaysAllows(mask).ShouldBeFalse();
        EmptyRows.Of(mask).ShouldBeNull();
        MaskOpacity.Blame(mask, _ => true).ShouldBeNull();
        ExprText.Parse(ExprText.Write(mask)).ShouldBe(mask);
    }

    private static PatternCase Of(string name) => PatternCases.All.Single(pattern => pattern.Name == name);

    private static Bindings Bindings(PatternCase pattern, object[] values, Random random, int length)
    {
        var head = random.Next(4);
        return new Bindings
        {
            Batch = random.Next(2),
            Head = head,
            KeyHead = head / 2,
            KeyLength = length,
            QueryLength = length,
            Data = new PatternValues(pattern.Data, values),
        };
    }

    private static Interval Tile(Random random, int start) => new(start, start + random.Next(12));
}
