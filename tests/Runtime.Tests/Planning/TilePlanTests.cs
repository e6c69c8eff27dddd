using KernelGen.Planning;
using Shouldly;
using Xunit;

namespace KernelGen.Runtime.Tests.Planning;

public sealed unsafe class TilePlanTests
{
    [Fact]
    public void A_causal_plan_has_full_tiles_below_the_diagonal_and_partial_ones_on_it()
    {
        var plan = TilePlan.Build(CountingClassifier.Causal(), Square(256), 64, 64);
        Text(plan).ShouldBe("partial 0..0 | full 0..0, partial 1..1 | full 0..1, partial 2..2 | full 0..2, partial 3..3");
        plan.LongestFirst.ToArray().ShouldBe([3, 2, 1, 0]);
        plan.Statistics.ShouldBe(new PlanStatistics(Empty: 6, Partial: 4, Full: 6));
        plan.Statistics.WorkShare.ShouldBe(10.0 / 16);
        plan.Cost(3).ShouldBe(3 * 8 + 9);
    }

    [Fact]
    public void A_query_offset_moves_the_diagonal()
        => Text(TilePlan.Build(CountingClassifier.Causal(), new MaskScope(64, 256, 192, 0, 0, 0), 64, 64)).ShouldBe("full 0..2, partial 3..3");

    [Fact]
    public void A_query_offset_below_zero_leaves_rows_without_keys()
        => Text(TilePlan.Build(CountingClassifier.Causal(), new MaskScope(128, 64, -64, 0, 0, 0), 64, 64)).ShouldBe(" | partial 0..0");

    [Fact]
    public void The_tile_that_the_last_key_cuts_is_never_full()
        => Text(TilePlan.Build(CountingClassifier.Everything(), Square(100), 100, 30)).ShouldBe("full 0..2, partial 3..3");

    [Fact]
    public void Rows_past_the_last_query_do_not_count_for_the_class()
    {
        var upToRow69 = new CountingClassifier((q, _, _) => q <= 69);
        Text(TilePlan.Build(upToRow69, new MaskScope(70, 64, 0, 0, 0, 0), 64, 64)).ShouldBe("full 0..0 | full 0..0");
    }

    [Theory]
    [InlineData(0, 10, 0, 2)]
    [InlineData(10, 0, 2, 0)]
    [InlineData(0, 0, 0, 0)]
    public void Lengths_of_zero_give_an_empty_plan(int queries, int keys, int queryTiles, int keyTiles)
    {
        var plan = TilePlan.Build(CountingClassifier.Everything(), new MaskScope(queries, keys, 0, 0, 0, 0), 5, 5);
        (plan.QueryTiles, plan.KeyTiles).ShouldBe((queryTiles, keyTiles));
        plan.Statistics.ShouldBe(default);
        for (var i = 0; i < queryTiles; i++)
        {
            plan.Runs(i).Length.ShouldBe(0);
            (plan.RunsPointer(i, out var count) == null).ShouldBeTrue();
            count.ShouldBe(0);
        }
    }

    [Fact]
    public void A_tile_across_two_blocks_is_empty_or_full_when_all_of_its_parts_are()
    {
        // Block b of the queries sees the keys of block 7 * b % 5 alone; tiles of 48 queries span two blocks.
        var hashed = new CountingClassifier((q, k, _) => Interval.Equal(q / 64 * 7 % 5, k / 64));
        var plan = TilePlan.Build(hashed, Square(320), 48, 64);
        for (var tile = 0; tile < plan.QueryTiles; tile++)
        {
            int[] seen = [tile * 48 / 64 * 7 % 5, Math.Min(319, tile * 48 + 47) / 64 * 7 % 5];
            var isOne = seen[0] == seen[1];
            foreach (var run in plan.Runs(tile))
            {
                run.IsFull.ShouldBe(isOne);
                Enumerable.Range(run.Start, run.Count).ShouldAllBe(key => seen.Contains(key));
            }
            plan.Runs(tile).ToArray().Sum(run => run.Count).ShouldBe(seen.Distinct().Count());
        }
    }

    [Fact]
    public void A_mask_of_which_nothing_is_proven_costs_few_looks_at_the_parts_of_tiles()
    {
        var open = new CountingClassifier((_, _, _) => Truth.Unknown);
        var plan = TilePlan.Build(open, Square(64 * 128), 64, 64);
        plan.Statistics.Partial.ShouldBe(128 * 128);
        open.Asked.ShouldBeLessThan(2 * 128 * 128 + 64 * 17);
    }

    [Fact]
    public void A_mask_that_allows_nothing_gives_no_runs()
    {
        var plan = TilePlan.Build(CountingClassifier.Nothing(), Square(1000), 64, 64);
        plan.Statistics.WorkShare.ShouldBe(0);
        plan.LongestFirst.ToArray().ShouldBe(Enumerable.Range(0, 16));
    }

    [Fact]
    public void The_cost_of_planning_follows_the_boundary_and_not_the_area()
    {
        // 1,024 x 512 tiles; the diagonal crosses 1,536 of them, give or take.
        var causal = CountingClassifier.Causal();
        var plan = TilePlan.Build(causal, Square(65536), 64, 128);
        plan.Statistics.Partial.ShouldBe(1024);
        causal.Asked.ShouldBeLessThan(12 * 1024);

        var window = CountingClassifier.Window(512);
        TilePlan.Build(window, Square(65536), 64, 128);
        window.Asked.ShouldBeLessThan(30 * 1024);

        var everything = CountingClassifier.Everything();
        TilePlan.Build(everything, Square(65536), 64, 128);
        everything.Asked.ShouldBe(1);
    }

    [Fact]
    public void Kernels_read_the_same_runs_through_a_pointer()
    {
        sizeof(TileRun).ShouldBe(8);
        var plan = TilePlan.Build(CountingClassifier.Window(40), Square(300), 16, 32);
        GC.Collect();
        for (var i = 0; i < plan.QueryTiles; i++)
        {
            var pointer = plan.RunsPointer(i, out var count);
            new ReadOnlySpan<TileRun>(pointer, count).ToArray().ShouldBe(plan.Runs(i).ToArray());
        }
        GC.KeepAlive(plan);
    }

    [Fact]
    public void Equal_costs_keep_their_order()
        => TilePlan.Build(CountingClassifier.Everything(), Square(128), 16, 16).LongestFirst.ToArray().ShouldBe(Enumerable.Range(0, 8));

    [Fact]
    public void Lengths_near_the_end_of_int32_do_not_overflow()
    {
        var plan = TilePlan.Build(CountingClassifier.Causal(), new MaskScope(100, int.MaxValue, int.MaxValue - 100, 0, 0, 0), 64, 1 << 20);
        plan.KeyTiles.ShouldBe(2048);
        Text(plan).ShouldBe("full 0..2046, partial 2047..2047 | full 0..2046, partial 2047..2047");
    }

    [Fact]
    public void Wrong_arguments_are_named()
    {
        var mask = CountingClassifier.Everything();
        Should.Throw<ArgumentOutOfRangeException>(() => TilePlan.Build(mask, Square(8), 0, 8)).ParamName.ShouldBe("queryTile");
        Should.Throw<ArgumentOutOfRangeException>(() => TilePlan.Build(mask, Square(8), 8, -1)).ParamName.ShouldBe("keyTile");
        Should.Throw<ArgumentOutOfRangeException>(() => TilePlan.Build(mask, new MaskScope(10, 1, int.MaxValue - 9, 0, 0, 0), 8, 8))
            .Message.ShouldContain("the offset is at most 2147483637");
    }

    private static MaskScope Square(int length) => new(length, length, 0, 0, 0, 0);

    private static string Text(TilePlan plan)
        => string.Join(" | ", Enumerable.Range(0, plan.QueryTiles).Select(i => string.Join(", ", plan.Runs(i).ToArray())));
}
