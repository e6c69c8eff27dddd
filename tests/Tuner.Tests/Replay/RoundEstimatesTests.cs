using KernelGen.Tuner.Search;
using Shouldly;
using Xunit;

namespace KernelGen.Tuner.Tests.Replay;

public sealed class RoundEstimatesTests
{
    [Fact]
    public void A_machine_that_slows_down_while_only_some_are_sampled_does_not_move_them_against_the_others()
    {
        var log = new SampleLog();
        for (var round = 0; round < 8; round++)
        {
            log.BeginRound();
            // Twice as slow from the fifth round on; the third variant is only sampled before.
            var state = round < 4 ? 1.0 : 2.0;
            log.Add("a", 100 * state);
            log.Add("b", 110 * state);
            if (round < 4)
                log.Add("c", 105);
        }

        log.ByEstimate.ShouldBe(["a", "c", "b"]);
        log.Estimates.Behind("c", "a").ShouldBe(0.05, 1e-6);
        (log.Estimates.Rounds[7] / log.Estimates.Rounds[0]).ShouldBe(2, 1e-6);
        log.Corrected("b").P80.ShouldBe(log.Corrected("b").P20, 1e-6);
        log.Samples("b").P80.ShouldBe(220);
    }

    [Fact]
    public void An_outlier_moves_nothing()
    {
        var log = new SampleLog();
        for (var round = 0; round < 5; round++)
        {
            log.BeginRound();
            log.Add("a", round == 2 ? 9000 : 100 + round % 2);
            log.Add("b", 105 + round % 2);
            log.Add("c", 110 + round % 2);
            log.Add("d", 115 + round % 2);
        }

        log.ByEstimate[0].ShouldBe("a");
        log.Estimates.Noise.ShouldBeLessThan(0.05);
    }

    [Fact]
    public void A_discarded_round_leaves_no_trace_but_the_time_it_took()
    {
        var log = new SampleLog();
        log.BeginRound();
        log.Add("a", 100);
        log.BeginRound();
        log.Add("a", 900);
        log.Add("b", 900);
        log.DiscardRound();

        log.Rounds.ShouldBe(1);
        log.Samples("a").Times.ShouldBe([100]);
        log.Sampled.ShouldBe(["a"]);
        log.Taken.ShouldBe(3);
    }

    [Theory]
    [InlineData(7, 1.5, true)]
    [InlineData(7, 1.05, false)]
    [InlineData(2, 1.0, false)]
    public void A_round_that_is_slower_than_the_quiet_ones_is_repeated(int slow, double factor, bool repeated)
    {
        var log = new SampleLog();
        for (var round = 0; round < 8; round++)
        {
            log.BeginRound();
            foreach (var variant in new[] { "a", "b", "c" })
                log.Add(variant, round == slow ? 100 * factor : 100);
        }
        var watch = new DisturbanceWatch();

        watch.WantsRepeat(log, 3).ShouldBe(repeated);
        watch.Repeated.ShouldBe(repeated ? 1 : 0);
        DisturbanceWatch.Disturbed(log).ShouldBe(repeated ? 1 : 0);
    }

    [Fact]
    public void A_machine_that_stays_slow_is_not_waited_for_for_ever()
    {
        var log = new SampleLog();
        for (var round = 0; round < 5; round++)
        {
            log.BeginRound();
            foreach (var variant in new[] { "a", "b", "c" })
                log.Add(variant, round == 4 ? 200 : 100);
        }
        var watch = new DisturbanceWatch();

        Enumerable.Range(0, 100).Count(_ => watch.WantsRepeat(log, 3)).ShouldBe(5);
    }
}
