using KernelGen.Tuner.Replay;
using KernelGen.Tuner.Search;
using KernelGen.Tuner.Search.Strategies;
using Shouldly;
using Xunit;

namespace KernelGen.Tuner.Tests.Replay;

/// <summary>Whether what is said of certainty is true: on synthetic noise, where the truth is known.</summary>
public sealed class ContestTests
{
    [Theory]
    [InlineData(0.01)]
    [InlineData(0.03)]
    public void How_sure_a_search_says_it_is_is_how_often_it_is_right(double noise)
    {
        var results = Enumerable.Range(1, 300).Select(seed => Search(noise, seed)).ToList();
        var sure = results.Where(result => result.Confidence >= 0.95).ToList();

        sure.Count.ShouldBeGreaterThan(50, "a search that is never sure would be right as well");
        sure.Average(result => result.IsRight ? 1 : 0).ShouldBeGreaterThan(0.9);
        results.Average(result => result.IsRight ? 1 : 0).ShouldBeGreaterThan(results.Average(result => result.Confidence) - 0.03);
    }

    [Fact]
    public void Equal_variants_are_not_told_apart_and_different_ones_are_with_few_samples()
    {
        var equal = Synthetic.Recording(Enumerable.Range(0, 4).ToDictionary(i => $"planted/q{i}-k1", _ => 1000.0), noise: 0.05);
        var different = Synthetic.Recording(Enumerable.Range(0, 4).ToDictionary(i => $"planted/q{i}-k1", i => 1000.0 * (1 + i)), noise: 0.05);

        ReplayRun.Of(new ShortlistSearch(), Synthetic.Space(equal, _ => 1), equal).Samples.ShouldBeGreaterThan(30);
        var clear = ReplayRun.Of(new ShortlistSearch(), Synthetic.Space(different, _ => 1), different);
        clear.Samples.ShouldBeLessThanOrEqualTo(20);
        clear.Confidence.ShouldBeGreaterThan(0.99);
    }

    [Fact]
    public void One_round_says_nothing_of_certainty()
    {
        var log = new SampleLog();
        log.BeginRound();
        log.Add("planted/q1-k1", 1);
        log.Add("planted/q2-k1", 2);

        Contest.Confidence(log).ShouldBe(0);
        Contest.Remaining(["planted/q1-k1", "planted/q2-k1"], log).Count.ShouldBe(2);
    }

    // Eight variants within 10 %; right when none is over a percent faster than what looks fastest.
    private static (double Confidence, bool IsRight) Search(double noise, int seed)
    {
        var random = new Random(seed);
        var truth = Enumerable.Range(0, 8).ToDictionary(i => $"planted/q{i}-k1", _ => 1000 * (1 + 0.1 * random.NextDouble()));
        var recording = Synthetic.Recording(truth, noise, seed);
        var log = new SampleLog();
        foreach (var round in new ShortlistSearch().Rounds(Synthetic.Space(recording, _ => 1), log))
        {
            log.BeginRound();
            foreach (var variant in round)
                log.Add(variant, recording.Time(variant, log.Rounds - 1));
        }
        return (Contest.Confidence(log), truth[log.ByEstimate[0]] <= truth.Values.Min() * (1 + Contest.Indifference));
    }
}
