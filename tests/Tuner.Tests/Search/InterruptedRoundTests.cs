using KernelGen.Tuner.Search;
using KernelGen.Tuning;
using Shouldly;
using Xunit;

namespace KernelGen.Tuner.Tests.Search;

/// <summary>Rounds that come to nothing: interrupted before the first sample, or all of their variants failed.</summary>
public sealed class InterruptedRoundTests : IDisposable
{
    private static readonly IReadOnlyList<string> s_small = [PlantedTarget.Small], s_good = [PlantedTarget.Good],
        s_others = [PlantedTarget.Small, PlantedTarget.Throws, PlantedTarget.Broken, PlantedTarget.Wrong];

    private readonly PlantedSession _session = new();

    public void Dispose() => _session.Dispose();

    [Fact]
    public void An_interruption_while_a_later_step_warms_up_keeps_what_was_measured()
    {
        // Stored samples say how long one takes, so that nothing is compiled before the strategy asks for it.
        _session.Plant(PlantedTarget.Small, 100, samples: 2);
        using var interruption = new CancellationTokenSource();
        var target = new PlantedTarget
        {
            Fails = (variant, shape) =>
            {
                // Its first run on the problem that is timed, after the check.
                if (variant == PlantedTarget.Good && shape == PlantedSession.Shape)
                    interruption.Cancel();
                return false;
            },
        };

        var outcome = _session.Tune(target, strategy: new ScriptedSearch(s_small, s_small, s_small, s_small, s_good), seconds: 8, cancellation: interruption.Token);

        outcome.Measured.ShouldBe(1);
        _session.Rows().Single(row => row.Samples == 4).Key.Variant.ShouldBe(PlantedTarget.Small);
        _session.Notes[^1].ShouldContain($"{PlantedTarget.Small} after 4 samples of 1 variants");
    }

    [Fact]
    public void A_round_in_which_all_variants_fail_is_no_round()
    {
        _session.Plant(PlantedTarget.Small, 100, samples: 2);
        var isLate = false;
        _session.OnUpdate = activity => isLate |= activity.Contains("round 5", StringComparison.Ordinal);
        var target = new PlantedTarget { Fails = (variant, _) => isLate && variant == PlantedTarget.Good };

        _session.Tune(target, strategy: new ScriptedSearch(s_others, s_small, s_small, s_small, s_good), seconds: 8).Measured.ShouldBe(1);

        _session.Rows().Single(row => row.Key.Variant == PlantedTarget.Good).Status.ShouldBe(TuningStatus.LaunchError);
        _session.Notes[^1].ShouldContain("samples of 1 variants");
    }

    [Fact]
    public void A_round_whose_variants_have_all_dropped_out_was_not_disturbed()
    {
        var log = new SampleLog();
        for (var round = 0; round < 4; round++)
        {
            log.BeginRound();
            foreach (var variant in round < 3 ? new[] { "a", "b" } : ["c", "d", "e"])
                log.Add(variant, 100);
        }
        log.IsRoundEmpty.ShouldBeFalse();
        foreach (var variant in new[] { "c", "d", "e" })
            log.Drop(variant);

        log.IsRoundEmpty.ShouldBeTrue();
        new DisturbanceWatch().WantsRepeat(log, 3).ShouldBeFalse();
        DisturbanceWatch.Disturbed(log).ShouldBe(0);
    }

    [Fact]
    public void A_variant_that_fails_while_it_settles_is_stored_and_the_others_go_on()
    {
        // The check has fewer heads.
        var target = new PlantedTarget { Fails = (variant, shape) => variant == PlantedTarget.Small && shape.QueryHeads == 32 };

        _session.Tune(target, seconds: 5).Measured.ShouldBe(1);

        var failed = _session.Rows().Single(row => row.Key.Variant == PlantedTarget.Small);
        failed.Status.ShouldBe(TuningStatus.LaunchError);
        failed.Message.ShouldContain("planted failure of some shapes");
        _session.Ranked(PlantedSession.Shape).ShouldBe([PlantedTarget.Good]);
    }

    [Theory]
    [InlineData(10, 2, 1, 6000)]
    [InlineData(10, 5, 3, 5000)]
    [InlineData(10, 7, 6, 3000)]
    [InlineData(10, 12, 6, 0)]
    public void Warming_up_that_took_longer_than_its_share_leaves_no_more_time_than_there_is(int budget, int elapsed, int warmingUp, int samples)
        => ShapeSweep.SamplesLeft(TimeSpan.FromSeconds(budget), TimeSpan.FromSeconds(elapsed), TimeSpan.FromSeconds(warmingUp), TimeSpan.FromMilliseconds(1)).ShouldBe(samples);
}
