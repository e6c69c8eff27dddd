using KernelGen.Planning;
using Shouldly;
using Xunit;

namespace KernelGen.Runtime.Tests.Planning;

/// <summary>Plans of masks that read data.</summary>
public sealed unsafe class PlanDataTests
{
    [Fact]
    public void A_plan_is_found_again_by_what_the_data_holds_and_never_by_where_it_lies()
    {
        var cache = new PlanCache(new Documents());
        int[] first = [.. Enumerable.Range(0, 256).Select(i => i / 64)], second = [.. first];
        var plan = Get(cache, first);
        Get(cache, second).ShouldBeSameAs(plan);
        second[200] = 0;
        var other = Get(cache, second);
        other.ShouldNotBeSameAs(plan);
        other.Statistics.ShouldNotBe(plan.Statistics);
        second[200] = first[200];
        Get(cache, second).ShouldBeSameAs(plan);
    }

    [Fact]
    public void Documents_that_end_at_tiles_leave_full_tiles_on_the_diagonal_and_empty_ones_elsewhere()
    {
        int[] document = [.. Enumerable.Range(0, 256).Select(i => i / 64)];
        var plan = Get(new PlanCache(new Documents()), document);
        plan.Statistics.ShouldBe(new PlanStatistics(12, 0, 4));
    }

    private static TilePlan Get(PlanCache cache, int[] document)
    {
        fixed (int* p = document)
        {
            var item = DataItem.Of(p, document.Length);
            var data = new CallData(&item, 1).WithVersionOf([0]);
            return cache.Get(new MaskScope(document.Length, document.Length, 0, 0, 0, 0) { Data = data }, 64, 64);
        }
    }

    private sealed class Documents : TileClassifier
    {
        public override ReadOnlySpan<int> ReadsData => [0];

        public override Truth Classify(Interval q, Interval k, in MaskScope scope)
            => Interval.Equal(scope.Data.Range(0, q), scope.Data.Range(0, k));
    }
}
