using KernelGen.Planning;
using Shouldly;
using Xunit;

namespace KernelGen.Runtime.Tests.Planning;

public sealed class PlanCacheTests
{
    [Fact]
    public void The_same_shape_and_tile_give_the_same_plan_and_any_other_another()
    {
        var cache = new PlanCache(CountingClassifier.Causal());
        var plan = cache.Get(Shape(100), 16, 16);
        cache.Get(Shape(100), 16, 16).ShouldBeSameAs(plan);
        cache.Get(Shape(100) with { Batch = 3, Head = 2, KeyHead = 1 }, 16, 16).ShouldBeSameAs(plan, "the mask reads neither");
        cache.Get(Shape(101), 16, 16).ShouldNotBeSameAs(plan);
        cache.Get(Shape(100) with { QueryOffset = 1 }, 16, 16).ShouldNotBeSameAs(plan);
        cache.Get(Shape(100) with { KeyLength = 99 }, 16, 16).ShouldNotBeSameAs(plan);
        cache.Get(Shape(100), 32, 16).ShouldNotBeSameAs(plan);
        cache.Get(Shape(100), 16, 32).ShouldNotBeSameAs(plan);
    }

    [Fact]
    public void Heads_have_plans_of_their_own_when_the_mask_reads_them()
    {
        var cache = new PlanCache(new CountingClassifier((_, k, scope) => k < 16 * scope.Head, perHead: true));
        cache.Get(Shape(64) with { Head = 1 }, 16, 16).Statistics.Full.ShouldBe(4);
        cache.Get(Shape(64) with { Head = 2 }, 16, 16).Statistics.Full.ShouldBe(8);
    }

    [Fact]
    public void Query_heads_share_a_plan_when_the_mask_reads_only_their_key_head()
    {
        var cache = new PlanCache(new CountingClassifier((_, k, scope) => k < 16 * scope.KeyHead, perKeyHead: true));
        var plan = cache.Get(Shape(64) with { Head = 2, KeyHead = 1 }, 16, 16);
        cache.Get(Shape(64) with { Head = 3, KeyHead = 1 }, 16, 16).ShouldBeSameAs(plan);
        cache.Get(Shape(64) with { Head = 4, KeyHead = 2 }, 16, 16).ShouldNotBeSameAs(plan);
    }

    [Fact]
    public void The_plans_of_one_call_have_room_however_many_its_heads_and_sequences_are()
    {
        const int Batch = 40, Heads = 64;
        var mask = new CountingClassifier((_, _, _) => Truth.True, perHead: true);
        var cache = new PlanCache(mask);
        WalkPerSequence();
        WalkPerSequence();
        mask.Asked.ShouldBe(Heads, "the mask does not read the sequence");

        var perSequence = new PlanCache(new PerSequence());
        for (var call = 0; call < 2; call++)
        {
            for (var pair = 0; pair < Batch * Heads; pair++)
                perSequence.Get(Shape(16) with { Batch = pair / Heads, Head = pair % Heads, QueryHeads = Heads }, 16, 16);
        }
        perSequence.Count.ShouldBe(Batch * Heads);

        void WalkPerSequence()
        {
            for (var pair = 0; pair < Batch * Heads; pair++)
                cache.Get(Shape(16) with { Batch = pair / Heads, Head = pair % Heads, QueryHeads = Heads }, 16, 16);
        }
    }

    [Fact]
    public void The_plan_that_was_used_longest_ago_makes_room()
    {
        var mask = CountingClassifier.Everything();
        var cache = new PlanCache(mask, capacity: 2);
        var first = cache.Get(Shape(1), 16, 16);
        cache.Get(Shape(2), 16, 16);
        cache.Get(Shape(1), 16, 16);
        cache.Get(Shape(3), 16, 16);
        cache.Count.ShouldBe(2);
        cache.Get(Shape(1), 16, 16).ShouldBeSameAs(first);
        mask.Asked.ShouldBe(3);
        cache.Get(Shape(2), 16, 16);
        mask.Asked.ShouldBe(4, "2 had made room");
    }

    [Fact]
    public void Large_plans_make_room_before_the_cache_is_full()
    {
        // Every other key tile: a run for each, 8 bytes times 2,048 x 2,048.
        var cache = new PlanCache(new CountingClassifier((_, k, _) => Interval.Equal(k % 2, 0), perHead: true), capacity: 100);
        for (var length = 4096; length < 4100; length++)
            cache.Get(Shape(length), 2, 1).Bytes.ShouldBeGreaterThan(32 << 20);
        cache.Count.ShouldBe(1);
    }

    [Fact]
    public void Finding_a_plan_allocates_nothing()
    {
        var cache = new PlanCache(CountingClassifier.Causal());
        var scope = Shape(512);
        for (var i = 0; i < 100; i++)
            cache.Get(scope, 64, 64);
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 1000; i++)
            cache.Get(scope, 64, 64);
        (GC.GetAllocatedBytesForCurrentThread() - before).ShouldBe(0);
    }

    [Fact]
    public void Threads_share_one_plan_per_shape()
    {
        var cache = new PlanCache(CountingClassifier.Causal(), capacity: 8);
        var plans = new TilePlan[400];
        Parallel.For(0, plans.Length, i => plans[i] = cache.Get(Shape(100 + i % 4), 16, 16));
        plans.Distinct().Count().ShouldBe(4);
        Parallel.For(0, 2000, i => cache.Get(Shape(i % 40), 16, 16).QueryTiles.ShouldBe((i % 40 + 15) / 16));
        cache.Count.ShouldBe(8);
    }

    // A plan for each head of each sequence.
    private sealed class PerSequence : TileClassifier
    {
        public override bool DependsOnBatch => true;

        public override bool DependsOnHead => true;

        public override bool DependsOnQueryHead => true;

        public override Truth Classify(Interval q, Interval k, in MaskScope scope) => Truth.True;
    }

    private static MaskScope Shape(int length) => new(length, length, 0, 0, 0, 0);
}
