using KernelGen.Tuner.Replay;
using KernelGen.Tuner.Search;
using KernelGen.Tuner.Search.Strategies;
using Shouldly;
using Xunit;

namespace KernelGen.Tuner.Tests.Replay;

public sealed class StrategyTests
{
    private const string Best = "planted/q72-k192";

    public static TheoryData<string> Names => [.. SearchStrategies.All.Select(strategy => strategy.Name)];

    [Theory]
    [MemberData(nameof(Names))]
    public void Without_noise_and_with_a_fair_model_every_strategy_finds_the_best(string name)
    {
        var recording = Synthetic.Recording(Synthetic.BowlAround(Best));
        var space = Synthetic.Space(recording, variant => Synthetic.Bowl(variant, "planted/q96-k256"), "planted/q144-k512");

        var result = ReplayRun.Of(SearchStrategies.Find(name), space, recording);

        result.Choice.ShouldBe(Best);
        result.Loss.ShouldBe(0, 1e-9);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Every_strategy_survives_that_all_candidates_or_all_but_one_drop_out(string name)
    {
        foreach (var survivor in new[] { "", Best })
        {
            var space = new SearchSpace(Synthetic.Table, variant => Synthetic.Bowl(variant, Best), [Best]);
            var log = new SampleLog();
            var rounds = 0;
            foreach (var round in SearchStrategies.Find(name).Rounds(space, log))
            {
                rounds++.ShouldBeLessThan(200, "the strategy must come to an end");
                log.BeginRound();
                foreach (var variant in round)
                {
                    if (variant == survivor)
                        log.Add(variant, 1);
                    else
                        log.Drop(variant);
                }
            }
            log.Sampled.ShouldBe(survivor.Length > 0 ? [survivor] : []);
        }
    }

    [Fact]
    public void Exhaustive_takes_fifteen_samples_of_everything_and_the_shortlist_only_of_the_ranked_first()
    {
        var recording = Synthetic.Recording(Synthetic.BowlAround(Best), noise: 0.02);
        var space = Synthetic.Space(recording, variant => Synthetic.Bowl(variant, Best));

        ReplayRun.Of(new ExhaustiveSearch(), space, recording).Samples.ShouldBe(15 * Synthetic.Table.Count);
        var log = new SampleLog();
        foreach (var round in new ShortlistSearch(3).Rounds(space, log))
        {
            log.BeginRound();
            round.ShouldBeSubsetOf(space.Ranked.Take(3));
            foreach (var variant in round)
                log.Add(variant, recording.Time(variant, log.Rounds - 1));
        }
        log.Sampled.ShouldBe(space.Ranked.Take(3), ignoreOrder: true);
    }

    [Fact]
    public void Halving_keeps_the_faster_half_after_every_two_rounds()
    {
        var recording = Synthetic.Recording(Synthetic.BowlAround(Best));
        // A model without an opinion: nothing is ruled out.
        var space = Synthetic.Space(recording, _ => 1);
        var log = new SampleLog();
        var sizes = new List<int>();
        foreach (var round in new HalvingSearch().Rounds(space, log))
        {
            sizes.Add(round.Count);
            log.BeginRound();
            foreach (var variant in round)
                log.Add(variant, recording.Time(variant, log.Rounds - 1));
        }

        sizes.ShouldBe([25, 25, 13, 13, 7, 7, 4], "and of four without noise one round shows that they differ");
        log.ByEstimate[0].ShouldBe(Best);
    }

    [Fact]
    public void Halving_starts_with_what_there_is_time_for_and_leaves_out_what_the_model_rules_out()
    {
        var space = new SearchSpace(Synthetic.Table, variant => variant.Contains("q24", StringComparison.Ordinal) ? 100 : 1, []);

        new HalvingSearch().Rounds(space, new SampleLog()).First().Count.ShouldBe(20, "the five of 24 query rows are hopeless");
        new HalvingSearch().Rounds(space, new SampleLog { Left = 80 }).First().Count.ShouldBe(10);
        new HalvingSearch().Rounds(space, new SampleLog { Left = 0 }).First().Count.ShouldBe(2);
    }

    [Fact]
    public void A_local_search_walks_from_a_seed_to_the_best_and_samples_little_on_the_way()
    {
        var recording = Synthetic.Recording(Synthetic.BowlAround("planted/q24-k64"), noise: 0.005);
        // The model points to the wrong corner, the seed to the middle.
        var space = Synthetic.Space(recording, variant => Synthetic.Bowl(variant, "planted/q144-k512"), "planted/q72-k192");

        var result = ReplayRun.Of(new LocalSearch(), space, recording);

        result.Loss.ShouldBeLessThan(0.02);
        result.Share.ShouldBeLessThan(0.35);
    }

    [Fact]
    public void A_search_ends_when_its_samples_are_used_up()
    {
        var recording = Synthetic.Recording(Synthetic.BowlAround(Best), noise: 0.02);

        ReplayRun.Of(new ExhaustiveSearch(), Synthetic.Space(recording, _ => 1), recording, budget: 60).Samples.ShouldBe(75, "the round is finished");
    }

    [Fact]
    public void An_unknown_strategy_is_refused_with_the_closest()
        => Should.Throw<ToolException>(() => SearchStrategies.Find("halfing")).Message.ShouldContain("the closest is 'halving'");
}
