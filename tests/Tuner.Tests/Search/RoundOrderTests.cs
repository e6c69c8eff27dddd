using KernelGen.Tuner.Search;
using Shouldly;
using Xunit;

namespace KernelGen.Tuner.Tests.Search;

public sealed class RoundOrderTests
{
    private static readonly string[] Items = [.. Enumerable.Range(0, 20).Select(i => $"v{i}")];

    [Fact]
    public void Every_round_has_all_items_once()
        => Enumerable.Range(1, 15).ShouldAllBe(round => RoundOrder.Of(Items, round).Order().SequenceEqual(Items.Order()));

    [Fact]
    public void Every_item_comes_early_in_some_rounds_and_late_in_others()
    {
        var places = Enumerable.Range(1, 30).SelectMany(round => RoundOrder.Of(Items, round).Index()).ToLookup(place => place.Item, place => place.Index);

        foreach (var item in Items)
        {
            places[item].Min().ShouldBeLessThan(Items.Length / 3, item);
            places[item].Max().ShouldBeGreaterThanOrEqualTo(Items.Length * 2 / 3, item);
        }
    }

    [Fact]
    public void A_round_has_the_same_order_in_every_search()
        => RoundOrder.Of(Items, 3).ShouldBe(RoundOrder.Of(Items, 3));
}
