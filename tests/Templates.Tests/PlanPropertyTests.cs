extern alias runtime;
using KernelGen.Planning;
using KernelGen.Templates.Analysis;
using KernelGen.Templates.Expressions;
using KernelGen.Templates.Specs;
using Shouldly;
using Xunit;
using RuntimePlanning = runtime::KernelGen.Planning;

namespace KernelGen.Templates.Tests;

public sealed class PlanPropertyTests
{
    [Fact]
    public void A_plan_covers_each_allowed_pair_exactly_once_and_never_calls_a_forbidden_one_full()
    {
        var random = new RandomExprs(9);
        for (var i = 0; i < 700; i++)
        {
            var mask = i % 3 == 0 ? Pattern(random.Random) : random.Bool(3);
            var scope = new RuntimePlanning.MaskScope(
                random.Random.Next(1, 70), random.Random.Next(1, 70), random.Random.Next(-40, 60), random.Random.Next(3), random.Random.Next(4), random.Random.Next(2));
            var (queryTile, keyTile) = (random.Random.Next(1, 20), random.Random.Next(1, 20));
            var plan = RuntimePlanning.TilePlan.Build(new ByExpression(mask), scope, queryTile, keyTile);
            Check(plan, mask, scope);
        }
    }

    private static void Check(RuntimePlanning.TilePlan plan, Expr mask, RuntimePlanning.MaskScope scope)
    {
        for (var i = 0; i < scope.QueryLength; i++)
        {
            var covers = new int[scope.KeyLength];
            foreach (var run in plan.Runs(i / plan.QueryTile))
            {
                run.Count.ShouldBeGreaterThan(0);
                run.End.ShouldBeLessThanOrEqualTo(plan.KeyTiles);
                if (run.IsFull)
                    (run.End * plan.KeyTile).ShouldBeLessThanOrEqualTo(scope.KeyLength, "a cut tile is never Full");
                for (var k = run.Start * plan.KeyTile; k < Math.Min(run.End * plan.KeyTile, scope.KeyLength); k++)
                    covers[k] += run.IsFull ? 101 : 1;
            }
            for (var k = 0; k < scope.KeyLength; k++)
            {
                var allowed = Evaluator.Bool(mask, Bind(scope) with { Query = scope.QueryOffset + i, Key = k });
                if (covers[k] != (allowed ? 101 : 0))
                    covers[k].ShouldBe(1, $"row {i}, key {k}, allowed {allowed}: {mask} in {scope}, tiles {plan.QueryTile} x {plan.KeyTile}");
            }
        }
    }

    private static Expr Pattern(Random random)
    {
        var window = MaskPatterns.SlidingWindow(random.Next(-1, 30), random.Next(-1, 10));
        Expr[] reaches = random.Next(2) == 0 ? [window] : [window, MaskPatterns.AttentionSink(random.Next(1, 9))];
        return MaskPatterns.Combine(random.Next(2) == 0 ? [MaskPatterns.Causal()] : [], reaches);
    }

    private static Bindings Bind(in RuntimePlanning.MaskScope scope) => new()
    {
        QueryLength = scope.QueryLength,
        QueryOffset = scope.QueryOffset,
        KeyLength = scope.KeyLength,
        Batch = scope.Batch,
        Head = scope.Head,
        KeyHead = scope.KeyHead,
        QueryHeads = scope.QueryHeads,
    };

    private sealed class ByExpression(Expr mask) : RuntimePlanning.TileClassifier
    {
        public override RuntimePlanning.Truth Classify(RuntimePlanning.Interval q, RuntimePlanning.Interval k, in RuntimePlanning.MaskScope scope)
            => (RuntimePlanning.Truth)(int)new IntervalEvaluator(new Interval(q.Min, q.Max), new Interval(k.Min, k.Max), Bind(scope)).Bool(mask);
    }
}
