using KernelGen.Selection;
using KernelGen.Selection.CpuCost;
using KernelGen.Selection.Transfer;
using KernelGen.Tuner.Replay;
using KernelGen.Tuner.Search.Strategies;
using Shouldly;
using Xunit;

namespace KernelGen.Tuner.Tests.Replay;

/// <summary>What docs/tuning.md claims of the cost model, the strategies and the fallbacks, computed again from the recorded sweep.</summary>
public sealed class RecordedSweepTests
{
    private static readonly Lazy<IReadOnlyList<Recording>> s_recordings = new(() => Recording.Read([Path.Combine(AppContext.BaseDirectory, "Recordings")]));

    private static IReadOnlyList<Recording> Recordings => s_recordings.Value;

    [Fact]
    public void The_sweep_has_four_specs_and_eight_shapes_with_75_configs_each()
    {
        Recordings.Count.ShouldBe(32);
        Recordings.Select(one => one.Spec.Hash).Distinct().Count().ShouldBe(4);
        Recordings.ShouldAllBe(one => one.Variants.Count == 75 && one.Rounds == 15);
    }

    [Fact]
    public void The_model_alone_is_within_15_percent_in_the_median_and_35_at_worst()
    {
        foreach (var summary in ReplayReport.Defaults(Recordings))
        {
            summary.MedianLoss.ShouldBeLessThan(0.15, summary.Name);
            summary.WorstLoss.ShouldBeLessThan(0.35, summary.Name);
        }
    }

    [Fact]
    public void A_shortlist_of_eight_is_within_3_percent_in_the_median()
    {
        var summary = ReplayReport.Strategy(new ShortlistSearch(), Recordings, [0, 1, 2]);

        summary.MedianLoss.ShouldBeLessThan(0.03);
        summary.WorstShare.ShouldBeLessThan(0.15);
    }

    [Fact]
    public void Halving_is_within_2_percent_with_a_quarter_of_the_samples()
    {
        var summary = ReplayReport.Strategy(new HalvingSearch(), Recordings, [0, 1, 2]);

        summary.MedianLoss.ShouldBeLessThan(0.02);
        summary.MedianShare.ShouldBeLessThan(0.25);
    }

    // Neither the bounds nor the order of the strategies hang on a constant that happens to be right.
    [Theory]
    [InlineData(0.85)]
    [InlineData(2)]
    public void The_model_keeps_its_bounds_when_any_of_its_fitted_constants_is_a_seventh_smaller_or_doubled(double factor)
    {
        var usual = CpuCosts.Default;
        var changed = new Dictionary<string, CpuCosts>
        {
            [nameof(CpuCosts.RegisterTile)] = usual with { RegisterTile = usual.RegisterTile * factor },
            [nameof(CpuCosts.Softmax)] = usual with { Softmax = usual.Softmax * factor },
            [nameof(CpuCosts.Mask)] = usual with { Mask = usual.Mask * factor },
            [nameof(CpuCosts.Rescale)] = usual with { Rescale = usual.Rescale * factor },
            [nameof(CpuCosts.Pack)] = usual with { Pack = usual.Pack * factor },
            [nameof(CpuCosts.Ticket)] = usual with { Ticket = usual.Ticket * factor },
            [nameof(CpuCosts.DecodeStep)] = usual with { DecodeStep = usual.DecodeStep * factor },
            [nameof(CpuCosts.DecodeTile)] = usual with { DecodeTile = usual.DecodeTile * factor },
        };
        foreach (var (name, costs) in changed)
            RequireBounds(Recordings, costs, $"{name} x {factor}");
    }

    // The fit without a spec, rounded, judged by that spec: docs/tuning.md says how it is made.
    [Theory]
    [InlineData("SweepSpecs.Causal128", 49, 10, 18, 6.4, 1.8, 3700)]
    [InlineData("SweepSpecs.Dense40", 52, 0, 26, 3.7, 1.8, 4200)]
    [InlineData("SweepSpecs.Dense64", 55, 3.6, 22, 2.6, 1.7, 6500)]
    [InlineData("SweepSpecs.Window64", 54, 4, 0, 0, 2.6, 9600)]
    public void Fitted_without_a_spec_the_model_keeps_its_bounds_on_that_spec(
        string left, double registerTile, double softmax, double mask, double rescale, double pack, double ticket)
    {
        var costs = new CpuCosts { RegisterTile = registerTile, Softmax = softmax, Mask = mask, Rescale = rescale, Pack = pack, Ticket = ticket };

        RequireBounds([.. Recordings.Where(one => one.Spec.Name == left)], costs, left);
    }

    [Fact]
    public void What_explain_says_fallbacks_cost_is_what_they_cost_on_the_sweep()
    {
        var transfers = ReplayReport.Transfers(Recordings).ToDictionary(summary => summary.Name);

        Require(SelectionLayer.NearestBucket, transfers[ReplayReport.CarriedOverEmitted]);
        Require(SelectionLayer.AnalyticDefault, transfers[ReplayReport.EmittedDefault]);
        transfers[ReplayReport.CarriedOver].WorstLoss.ShouldBeLessThan(transfers[ReplayReport.Nearest].WorstLoss / 1.5, "else the nearest winner would do");
        transfers[ReplayReport.CarriedOverEmitted].WorstLoss.ShouldBeLessThan(transfers[ReplayReport.NearestEmitted].WorstLoss / 2);
        RecordedLosses.Of(SelectionLayer.NearestBucket, "cuda.mma").ShouldBeNull("nothing was recorded of it");
    }

    private static void Require(SelectionLayer layer, ReplaySummary summary)
    {
        var said = RecordedLosses.Of(layer, "cpu.simd").ShouldNotBeNull();
        said.Share.ShouldBe(summary.MedianLoss, 0.001);
        said.Cells.ShouldBe(summary.Results.Count);
    }

    private static void RequireBounds(IReadOnlyList<Recording> recordings, CpuCosts costs, string because)
    {
        var model = ReplayReport.Defaults(recordings, costs).Single(summary => summary.Name == ReplayReport.ModelDefault);
        model.MedianLoss.ShouldBeLessThan(0.15, because);
        model.WorstLoss.ShouldBeLessThan(0.35, because);
        ReplayReport.Strategy(new ShortlistSearch(), recordings, [0], costs: costs).MedianLoss.ShouldBeLessThan(0.03, because);
    }
}
