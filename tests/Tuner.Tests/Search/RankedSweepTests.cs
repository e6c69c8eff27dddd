using KernelGen.Devices.Cpu;
using KernelGen.Selection;
using KernelGen.Tuner.Search;
using Shouldly;
using Xunit;

namespace KernelGen.Tuner.Tests.Search;

public sealed class RankedSweepTests
{
    private static readonly RankedSweep Strategy = new();
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);

    [Fact]
    public void The_cheapest_candidates_come_first_and_equals_keep_their_order()
        => Strategy.Rank(["d", "b", "c", "a"], name => name == "a" ? 0 : 1).ShouldBe(["a", "d", "b", "c"]);

    [Theory]
    [InlineData(100, 0.01, 7, 100)]
    [InlineData(100, 0.1, 7, 10)]
    [InlineData(100, 10, 7, 2)]
    [InlineData(1, 10, 7, 1)]
    [InlineData(100, 0, 7, 100)]
    public void The_shortlist_is_what_the_budget_pays_for_but_at_least_two(int ranked, double sample, double budget, int expected)
        => Strategy.Shortlist(ranked, TimeSpan.FromSeconds(sample), TimeSpan.FromSeconds(budget)).ShouldBe(expected);

    [Fact]
    public void Rounds_go_on_until_the_budget_or_the_precision_is_reached()
    {
        Strategy.WantsRound(0, 10 * Second, Second).ShouldBeTrue("a median needs some samples, whatever they cost");
        Strategy.WantsRound(WinnerRule.FewestSamples, 10 * Second, Second).ShouldBeFalse();
        Strategy.WantsRound(WinnerRule.FewestSamples, Second / 2, Second).ShouldBeTrue();
        Strategy.WantsRound(RankedSweep.MostRounds, Second / 2, Second).ShouldBeFalse();
    }

    [Theory]
    [InlineData(1, 16, 16)]
    [InlineData(3, 16, 8)]
    [InlineData(6, 5, 3)]
    [InlineData(9, 3, 2)]
    [InlineData(12, 2, 2)]
    [InlineData(3, 1, 1)]
    public void The_slower_half_is_dropped_every_three_rounds_until_two_are_left(int rounds, int active, int survivors)
        => Strategy.Survivors(rounds, active).ShouldBe(survivors);

    [Fact]
    public void The_processors_candidates_are_only_what_it_runs_fast()
    {
        var spec = TestSpecs.Entry("Demo.HalfDense", TestSpecs.HalfDense);

        var narrow = new CpuTuningTarget(new CpuDevice("Old", "sse", 4)).Candidates(spec);
        var wide = new CpuTuningTarget(new CpuDevice("New", "avx512", 4)).Candidates(spec);

        narrow.ShouldNotBeEmpty();
        narrow.ShouldAllBe(candidate => candidate.Variant.EndsWith("-w128", StringComparison.Ordinal));
        wide.Count.ShouldBe(3 * narrow.Count);
        wide.Select(candidate => candidate.Variant).Distinct().Count().ShouldBe(wide.Count);
    }

    [Fact]
    public void The_widest_vectors_are_ranked_first_for_a_long_prefill()
    {
        var spec = TestSpecs.Entry("Demo.HalfDense", TestSpecs.HalfDense);
        var target = new CpuTuningTarget(new CpuDevice("New", "avx512", 4));
        var bucket = new ShapeBucket(8, 4096, 4096);

        var ranked = Strategy.Rank([.. target.Candidates(spec).Select(one => one.Variant)], variant => target.Cost(spec, variant, bucket));

        ranked[0].ShouldEndWith("-w512");
        ranked[^1].ShouldEndWith("-w128");
    }
}
