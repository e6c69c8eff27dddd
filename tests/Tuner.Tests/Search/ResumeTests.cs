using KernelGen.Selection;
using KernelGen.Tuner.Measurement;
using KernelGen.Tuner.Search;
using KernelGen.Tuner.Search.Strategies;
using KernelGen.Tuning;
using Shouldly;
using Xunit;

namespace KernelGen.Tuner.Tests.Search;

/// <summary>What a run takes over from earlier ones, and what it does not.</summary>
public sealed class ResumeTests : IDisposable
{
    // Of the bucket of PlantedSession.Shape, and of others.
    private static readonly AttentionShape s_sameBucket = new(1, 1, 1, 3, 8), s_otherBucket = new(1, 1, 1, 16, 16), s_thirdBucket = new(1, 2, 2, 16, 16);

    private readonly PlantedSession _session = new();

    public void Dispose() => _session.Dispose();

    [Fact]
    public void Samples_of_another_exact_shape_in_the_bucket_are_not_taken_over()
    {
        _session.Tune(new PlantedTarget()).Measured.ShouldBe(2);

        _session.Tune(new PlantedTarget(), [s_sameBucket]).Measured.ShouldBe(2);
        _session.Tune(new PlantedTarget(), [PlantedSession.Shape, s_sameBucket]).Measured.ShouldBe(0);

        var measured = _session.Rows().Where(row => row.Status == TuningStatus.Ok).ToList();
        measured.Select(row => row.Shape).Distinct().ShouldBe(["B1,Hq1,Hkv1,Nq4,Nk8", "B1,Hq1,Hkv1,Nq3,Nk8"]);
        measured.Count.ShouldBe(4);
    }

    [Fact]
    public void Samples_with_another_number_of_threads_are_not_taken_over()
    {
        _session.Tune(new PlantedTarget(), threads: 1).Measured.ShouldBe(2);

        _session.Tune(new PlantedTarget(), threads: 3).Measured.ShouldBe(2);

        BucketRanking.Of(_session.Rows()).Single().Problem.Threads.ShouldBe(3);
        _session.Notes.ShouldContain(note => note.Contains("shares the bucket h1-q4-k8 with its times with 1 thread", StringComparison.Ordinal));
    }

    [Fact]
    public void Shapes_that_share_a_bucket_are_named()
    {
        _session.Tune(new PlantedTarget(), [PlantedSession.Shape, s_sameBucket, s_otherBucket]);

        _session.Notes.Where(note => note.Contains("shares the bucket", StringComparison.Ordinal)).Select(note => note.Split(':')[0]).ShouldBe(
            ["B1,Hq1,Hkv1,Nq4,Nk8 shares the bucket h1-q4-k8 with B1,Hq1,Hkv1,Nq3,Nk8", "B1,Hq1,Hkv1,Nq3,Nk8 shares the bucket h1-q4-k8 with B1,Hq1,Hkv1,Nq4,Nk8"]);
    }

    [Fact]
    public void Samples_with_another_cache_state_are_taken_over_and_that_is_said()
    {
        _session.Tune(new PlantedTarget(), cache: CacheState.Cold);
        _session.Notes.ShouldNotContain(note => note.Contains("stored samples", StringComparison.Ordinal));
        _session.Tune(new PlantedTarget(), cache: CacheState.Cold);
        _session.Notes.ShouldNotContain(note => note.Contains("stored samples", StringComparison.Ordinal));

        _session.Tune(new PlantedTarget()).Measured.ShouldBe(0);

        _session.Notes.ShouldContain("B1,Hq1,Hkv1,Nq4,Nk8: the stored samples of 2 variants were taken with 'cold caches', and this run has ''; --again measures anew, another --db keeps both.");
    }

    [Fact]
    public void A_variant_that_has_become_wrong_wins_nowhere_any_more()
    {
        _session.Tune(new PlantedTarget(), [PlantedSession.Shape, s_thirdBucket]);

        // The first shape is known; the check runs for the second, and the third is not even asked for.
        _session.Tune(new PlantedTarget { SlightlyWrong = PlantedTarget.Good }, [PlantedSession.Shape, s_otherBucket]);

        foreach (var shape in new[] { PlantedSession.Shape, s_otherBucket, s_thirdBucket })
            _session.Ranked(shape).ShouldBe([PlantedTarget.Small]);
    }

    [Fact]
    public void A_dry_run_lists_earlier_failures_and_plans_no_sample_of_what_is_known()
    {
        _session.Tune(new PlantedTarget());

        var plan = Plan();

        plan.Single(one => one.Variant == PlantedTarget.Wrong).WhyNot.ShouldStartWith("failed before: wrong result: ");
        plan.Single(one => one.Variant == PlantedTarget.Throws).WhyNot.ShouldBe("failed before: launch error: InvalidOperationException: planted failure");
        plan.Single(one => one.Variant == PlantedTarget.Impossible).WhyNot.ShouldBe("seven is odd");
        foreach (var known in plan.Where(one => one.WhyNot.Length == 0))
        {
            (known.Order, known.Samples).ShouldBe((null, 0));
            known.Stored.ShouldBeGreaterThanOrEqualTo(WinnerRule.FewestSamples);
        }
        plan.Count(one => one.WhyNot.Length == 0).ShouldBe(2);
    }

    [Fact]
    public void A_dry_run_plans_what_a_measurement_that_was_cut_short_still_lacks()
    {
        _session.Plant(PlantedTarget.Good, 100, samples: 9);
        _session.Plant(PlantedTarget.Small, 100, samples: 2);

        var plan = Plan(new ScriptedSearch([.. Enumerable.Repeat<IReadOnlyList<string>>([PlantedTarget.Good, PlantedTarget.Small], 5)]));

        var small = plan.Single(one => one.Variant == PlantedTarget.Small);
        (small.Order, small.Samples, small.Stored).ShouldBe((1, 3, 2));
        var good = plan.Single(one => one.Variant == PlantedTarget.Good);
        (good.Order, good.Samples, good.Stored).ShouldBe((null, 0, 9));
    }

    private IReadOnlyList<PlannedVariant> Plan(ISearchStrategy? strategy = null)
    {
        var address = new MeasurementAddress(new PlantedTarget(), PlantedSession.Spec, 1);
        return DryRun.Plan(strategy ?? SearchStrategies.Default, address, EarlierResults.Read(address, _session.Database), _session.Database, PlantedSession.Shape);
    }
}
