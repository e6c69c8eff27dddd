using KernelGen.Selection;
using KernelGen.Tuner.Data;
using KernelGen.Tuner.Reports;
using KernelGen.Tuner.Search;
using KernelGen.Tuner.Search.Strategies;
using KernelGen.Tuner.Specs;
using KernelGen.Tuner.Storage;
using KernelGen.Tuning;
using Shouldly;
using Xunit;

namespace KernelGen.Tuner.Tests.Search;

public sealed class TuneSessionTests : IDisposable
{
    private static readonly SpecEntry Spec = TestSpecs.Entry("Demo.TinyCausal", TestSpecs.Causal);
    private static readonly AttentionShape Shape = new(1, 1, 1, 4, 8);

    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_wrong_kernel_is_stored_as_wrong_and_never_wins()
    {
        Tune(new PlantedTarget());

        var rows = Rows();
        var wrong = rows.Single(row => row.Key.Variant == PlantedTarget.Wrong);
        wrong.Status.ShouldBe(TuningStatus.WrongResult);
        wrong.Median.ShouldBeNull();
        wrong.MaxError.ShouldNotBeNull().ShouldBeGreaterThan(0.01);
        wrong.Message.ShouldContain("allowed");
        BucketRanking.Of(rows).Single().Ranked.Select(one => one.Variant)
            .ShouldBe([PlantedTarget.Good, PlantedTarget.Small], ignoreOrder: true);
    }

    [Fact]
    public void A_kernel_with_one_value_a_thousandth_off_is_stored_with_its_error_and_never_wins()
    {
        Tune(new PlantedTarget { SlightlyWrong = PlantedTarget.Good }).Measured.ShouldBe(1);

        var wrong = Rows().Single(row => row.Key.Variant == PlantedTarget.Good);
        wrong.Status.ShouldBe(TuningStatus.WrongResult);
        wrong.MaxError.ShouldNotBeNull().ShouldBe(1e-3, 1e-5);
        BucketRanking.Of(Rows()).Single().Ranked.Select(one => one.Variant).ShouldBe([PlantedTarget.Small]);
    }

    [Theory]
    [InlineData(PlantedTarget.Throws, "launch error", "planted failure")]
    [InlineData(PlantedTarget.Broken, "compile error", "CS1002")]
    [InlineData(PlantedTarget.Impossible, "infeasible", "seven is odd")]
    public void Every_failure_is_stored_with_its_reason(string variant, string status, string message)
    {
        Tune(new PlantedTarget());

        var row = Rows().Single(one => one.Key.Variant == variant);
        TuningStatusText.Of(row.Status).ShouldBe(status);
        row.Message.ShouldContain(message);
    }

    [Fact]
    public void A_measurement_keeps_everything_that_is_needed_to_judge_it_later()
    {
        Tune(new PlantedTarget(), comment: "by night");

        var row = Rows().Single(one => one.Key.Variant == PlantedTarget.Good);
        row.Key.ShouldBe(new TuningKey(Spec.Hash, 1, "planted", PlantedTarget.Good, "cpu:planted:scalar:1c", new ShapeBucket(1, 4, 8)));
        row.SpecName.ShouldBe("Demo.TinyCausal");
        row.SpecText.ShouldBe(TestSpecs.Causal);
        row.Shape.ShouldBe("B1,Hq1,Hkv1,Nq4,Nk8");
        row.Samples.ShouldBeGreaterThanOrEqualTo(WinnerRule.FewestSamples);
        row.Times.Count.ShouldBe(row.Samples);
        row.P20.ShouldNotBeNull().ShouldBeLessThanOrEqualTo(row.Median!.Value);
        row.P80.ShouldNotBeNull().ShouldBeGreaterThanOrEqualTo(row.Median!.Value);
        row.MaxError.ShouldNotBeNull().ShouldBeLessThan(1e-6);
        row.Comment.ShouldBe("by night");
        row.Environment.ShouldContain(".NET");
        row.Environment.ShouldContain("planted environment");
        row.ToolVersion.ShouldNotBeEmpty();
    }

    [Fact]
    public void A_second_run_measures_nothing_twice_unless_it_is_told_to()
    {
        Tune(new PlantedTarget());
        var before = Rows().Count;

        var second = new PlantedTarget();
        Tune(second).Measured.ShouldBe(0);
        second.Compilations.ShouldBe(0);
        Rows().Count.ShouldBe(before);

        Tune(new PlantedTarget(), again: true).Measured.ShouldBe(2);
        Rows().Count.ShouldBe(2 * before, "every variant was tried again");
    }

    [Fact]
    public void A_new_emitter_version_makes_old_measurements_stale()
    {
        Tune(new PlantedTarget());

        Tune(new PlantedTarget { Version = 2 }).Measured.ShouldBe(2);
    }

    [Fact]
    public void An_interruption_keeps_what_was_measured_and_the_next_run_finishes_it()
    {
        using var interruption = new CancellationTokenSource();
        var target = new PlantedTarget { OnRun = _ => CancelAfterFirstRow(interruption) };
        Tune(target, interruption: interruption);
        var kept = Rows().Count(row => row.Status == TuningStatus.Ok);
        kept.ShouldBeInRange(1, 2);

        Tune(new PlantedTarget());

        var finished = Rows().Where(row => row.Status == TuningStatus.Ok && row.Samples >= WinnerRule.FewestSamples);
        finished.Select(row => row.Key.Variant).Distinct().Count().ShouldBe(2);
    }

    [Fact]
    public void An_interrupted_second_measurement_leaves_the_first_one_standing()
    {
        Tune(new PlantedTarget());
        var before = Winners();
        var rows = Rows().Count;

        using var interruption = new CancellationTokenSource();
        Tune(new PlantedTarget { OnRun = _ => CancelAfter(rows, interruption) }, again: true, interruption: interruption);

        Rows().Count.ShouldBeGreaterThan(rows, "the second measurement had begun");
        Winners().ShouldBe(before);
    }

    private List<string> Winners() => [.. BucketRanking.Of(Rows()).Single().Ranked.Select(one => one.Variant).Order()];

    private void CancelAfter(int rows, CancellationTokenSource interruption)
    {
        if (Rows().Skip(rows).Any(row => row.Status == TuningStatus.Ok))
            interruption.Cancel();
    }

    private void CancelAfterFirstRow(CancellationTokenSource interruption)
    {
        if (Rows().Any(row => row.Status == TuningStatus.Ok))
            interruption.Cancel();
    }

    private TuneOutcome Tune(
        PlantedTarget target, bool again = false, string comment = "", CancellationTokenSource? interruption = null)
    {
        using var database = TuningDatabaseWriter.Open(_folder["tuning.db"]);
        var options = new TuneOptions
        {
            Shapes = [Shape],
            Budget = TimeSpan.FromMilliseconds(400),
            Threads = 1,
            Again = again,
            Comment = comment,
        };
        var session = new TuneSession(target, SearchStrategies.Default, database, new PlainTuneProgress(TextWriter.Null), options);
        return session.Tune(new DataSource(Spec, GivenData.None), interruption?.Token ?? TestContext.Current.CancellationToken);
    }

    private IReadOnlyList<TuningRow> Rows()
    {
        using var reader = TuningDatabaseReader.Open(_folder["tuning.db"]);
        return reader?.Rows() ?? [];
    }
}
