using KernelGen.Devices.Gpu;
using KernelGen.Planning;
using Shouldly;
using Xunit;

namespace KernelGen.Runtime.Tests.Devices;

public sealed class GpuPlanTests
{
    [Fact]
    public void A_flat_plan_walks_the_same_runs_as_the_plan()
    {
        TilePlan[] plans = [Plan(300, 500, 0), Plan(300, 500, 200), Plan(300, 500, -400)];
        var flat = GpuPlan.Flatten(plans);
        for (var i = 0; i < plans.Length; i++)
        {
            var (plan, first) = (plans[i], flat[i]);
            flat.AsSpan(first + plan.QueryTiles + 1, plan.QueryTiles).ToArray().ShouldBe(plan.LongestFirst.ToArray());
            for (var tile = 0; tile < plan.QueryTiles; tile++)
            {
                var runs = Enumerable.Range(flat[first + tile], flat[first + tile + 1] - flat[first + tile])
                    .Select(run => new TileRun(flat[2 * run], flat[2 * run + 1] >> 1, (flat[2 * run + 1] & 1) != 0));
                runs.ShouldBe(plan.Runs(tile).ToArray());
            }
        }
    }

    [Fact]
    public void A_plan_without_keys_has_no_runs()
    {
        var flat = GpuPlan.Flatten([Plan(3, 0, 0)]);
        flat[flat[0]].ShouldBe(flat[flat[0] + 1]);
    }

    [Fact]
    public void The_plan_that_was_used_longest_ago_makes_room_and_is_freed()
    {
        var plans = new GpuPlans<Buffer>(capacity: 2);
        Buffer[] buffers = [.. Enumerable.Range(0, 3).Select(_ => new Buffer())];
        plans.Keep(Key(0), buffers[0], 1);
        plans.Keep(Key(1), buffers[1], 1);
        plans.Find(Key(0)).ShouldBeSameAs(buffers[0]);
        plans.Keep(Key(2), buffers[2], 1);
        plans.Find(Key(1)).ShouldBeNull();
        plans.Count.ShouldBe(2);
        buffers.Select(buffer => buffer.IsDisposed).ShouldBe([false, true, false]);
    }

    [Fact]
    public void Large_plans_make_room_before_all_places_are_taken_and_the_last_one_stays()
    {
        var plans = new GpuPlans<Buffer>(mostBytes: 100);
        Buffer[] buffers = [.. Enumerable.Range(0, 5).Select(_ => new Buffer())];
        plans.Keep(Key(0), buffers[0], 40);
        plans.Keep(Key(1), buffers[1], 40);
        plans.Keep(Key(2), buffers[2], 60);
        buffers.Select(buffer => buffer.IsDisposed).ShouldBe([true, false, false, false, false]);
        plans.Keep(Key(3), buffers[3], 1000);
        plans.Count.ShouldBe(1);
        plans.Keep(Key(4), buffers[4], 100);
        buffers.Select(buffer => buffer.IsDisposed).ShouldBe([true, true, true, true, false]);
    }

    [Fact]
    public void A_plan_that_heads_share_is_there_once()
    {
        TilePlan first = Plan(300, 500, 0), second = Plan(300, 500, 200);
        var flat = GpuPlan.Flatten([first, first, second, first, second]);
        flat[..5].ShouldBe([5, 5, flat[2], 5, flat[2]]);
        flat[2].ShouldNotBe(5);
        // Three more places to say where a plan begins, and an integer to keep the runs in pairs.
        flat.Length.ShouldBeInRange(GpuPlan.Flatten([first, second]).Length + 3, GpuPlan.Flatten([first, second]).Length + 4);
    }

    private static GpuPlanKey Key(int length) => new(new MaskScope(length, length, 0, 0, 0, 0), 0, 0, 0, 16, 16, 0);

    private static TilePlan Plan(int queries, int keys, int offset)
        => TilePlan.Build(new Causal(), new MaskScope(queries, keys, offset, 0, 0, 0), 64, 32);

    private sealed class Causal : TileClassifier
    {
        public override Truth Classify(Interval q, Interval k, in MaskScope scope) => k <= q;
    }

    private sealed class Buffer : IDisposable
    {
        public bool IsDisposed { get; private set; }

        public void Dispose() => IsDisposed = true;
    }
}
