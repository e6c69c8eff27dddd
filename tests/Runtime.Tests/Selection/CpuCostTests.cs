using KernelGen.Planning;
using KernelGen.Runtime.Tests.Planning;
using KernelGen.Runtime.Tests.Tuning;
using KernelGen.Selection;
using KernelGen.Selection.CpuCost;
using Shouldly;
using Xunit;

namespace KernelGen.Runtime.Tests.Selection;

public sealed class CpuCostTests
{
    [Theory]
    [InlineData("dense", 577, 577)]
    [InlineData("causal", 577, 577)]
    [InlineData("causal", 64, 1000)]
    [InlineData("window", 2000, 2000)]
    [InlineData("nothing", 300, 300)]
    public void The_tiles_counted_are_those_of_the_plan(string mask, int queries, int keys)
    {
        var classifier = Mask(mask);
        var shape = new AttentionShape(1, 1, 1, queries, keys);
        var work = CpuWork.Of(TestKernels.Facts, classifier);
        foreach (var (query, key) in new[] { (96, 64), (144, 192), (72, 512) })
        {
            var plan = TilePlan.Build(classifier, new MaskScope(queries, keys, keys - queries, 0, 0, 0, 1), query, key);

            var tiles = MaskTiles.Of(work, shape, query, key);

            tiles.Sum(one => one.Count * one.Full).ShouldBe(plan.Statistics.Full);
            tiles.Sum(one => one.Count * one.Partial).ShouldBe(plan.Statistics.Partial);
            tiles.Sum(one => one.Rows).ShouldBe(queries);
        }
    }

    [Fact]
    public void Of_a_long_shape_a_few_query_tiles_stand_for_all()
    {
        var classifier = CountingClassifier.Causal();
        var tiles = MaskTiles.Of(CpuWork.Of(TestKernels.Facts, classifier), new AttentionShape(1, 1, 1, 1 << 17, 1 << 17), 24, 64);

        tiles.Count.ShouldBe(32);
        tiles.Sum(one => one.Count).ShouldBe((1 << 17) / 24 + 1, 1e-6);
        // Half of all tiles, within what sampling the middles leaves.
        tiles.Sum(one => one.Count * one.Full).ShouldBe(0.5 * ((1 << 17) / 24.0) * ((1 << 17) / 64), 0.02 * (1 << 17) / 24.0 * ((1 << 17) / 64));
        classifier.Asked.ShouldBeLessThan(32 * 40, "bisection asks about edges only");
    }

    [Fact]
    public void A_mask_costs_what_it_leaves_to_compute()
    {
        var shape = new AttentionShape(1, 8, 8, 2048, 2048);
        double Cost(TileClassifier mask) => CpuCostModel.Cost(TestKernels.Tile(48, 128, 512), CpuWork.Of(TestKernels.Facts, mask), shape, TestKernels.Device);

        (Cost(CountingClassifier.Causal()) / Cost(CountingClassifier.Everything())).ShouldBeInRange(0.5, 0.65);
        (Cost(CountingClassifier.Window(256)) / Cost(CountingClassifier.Everything())).ShouldBeInRange(0.1, 0.3);
    }

    [Fact]
    public void Threads_share_the_tickets_and_wait_for_the_packed_head()
    {
        // One head, one query tile: the second thread can only wait.
        Schedule(heads: 1, threads: 2, (100, 1)).ShouldBe(110);
        Schedule(heads: 1, threads: 1, (100, 4)).ShouldBe(410);
        Schedule(heads: 1, threads: 2, (100, 4)).ShouldBe(210);
        // Three tickets on two threads: the longest first.
        Schedule(heads: 1, threads: 2, (50, 2), (100, 1)).ShouldBe(110);
        // Of many equal tickets nobody waits for long.
        Schedule(heads: 64, threads: 2, (100, 10)).ShouldBe(64 * 1010 / 2.0, 64 * 1010 * 0.05);
    }

    [Fact]
    public void Heads_that_share_keys_read_them_once_in_decoding()
    {
        (Cost(group: 4) / Cost(group: 1)).ShouldBeInRange(0.25, 0.6);

        static double Cost(int group) => CpuCostModel.Cost(
            TestKernels.Tile(48, 128, 512), CpuWork.Of(TestKernels.Facts, CountingClassifier.Everything()), new ShapeBucket(32, 1, 8192, group), TestKernels.Device);
    }

    [Fact]
    public void Narrow_vectors_lose_more_in_decoding_where_heads_share_keys()
    {
        var (own, shared) = (Ratio(group: 1), Ratio(group: 8));
        own.ShouldBeInRange(1, 1.15, "memory is waited for, whatever the width");
        shared.ShouldBeGreaterThan(1.5);

        static double Ratio(int group) => Cost(128, group) / Cost(512, group);
        static double Cost(int bits, int group) => CpuCostModel.Cost(
            TestKernels.Tile(48, 128, bits), CpuWork.Of(TestKernels.Facts, CountingClassifier.Everything()), new ShapeBucket(32, 1, 8192, group), TestKernels.Device);
    }

    [Fact]
    public void An_empty_shape_costs_nothing()
        => CpuCostModel.Cost(TestKernels.Tile(48, 128, 512), CpuWork.Of(TestKernels.Facts, CountingClassifier.Everything()), default(ShapeBucket), TestKernels.Device).ShouldBe(0);

    [Fact]
    public void A_mask_that_reads_data_counts_as_one_that_allows_everything()
        => CpuWork.Of(TestKernels.Facts, new DataMask()).Mask.ShouldBeNull();

    private static double Schedule(long heads, int threads, params (double Cycles, double Count)[] tickets) => TicketSchedule.Cycles(new TicketLoad
    {
        Heads = heads,
        PackTickets = 1,
        PackCycles = 10,
        QueryHeads = 1,
        Tickets = tickets,
        TicketCycles = 0,
        Threads = threads,
    });

    private static CountingClassifier Mask(string name) => name switch
    {
        "dense" => CountingClassifier.Everything(),
        "causal" => CountingClassifier.Causal(),
        "window" => CountingClassifier.Window(511),
        _ => CountingClassifier.Nothing(),
    };

    private sealed class DataMask : TileClassifier
    {
        private static readonly int[] s_reads = [0];

        public override ReadOnlySpan<int> ReadsData => s_reads;

        public override Truth Classify(Interval q, Interval k, in MaskScope scope) => throw new InvalidOperationException("There is no data to read.");
    }
}
