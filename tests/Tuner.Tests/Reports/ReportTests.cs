using System.Text.Json;
using KernelGen.Tuner.Reports.Html;
using KernelGen.Tuner.Targets;
using KernelGen.Tuner.Tests.Commands;
using KernelGen.Tuner.Tests.Storage;
using KernelGen.Tuning;
using Shouldly;
using Xunit;

namespace KernelGen.Tuner.Tests.Reports;

public sealed class ReportTests : IDisposable
{
    private static readonly ReportData Data = ReportData.Of("tuning.db", new DateTimeOffset(2026, 1, 2, 3, 4, 5, TimeSpan.Zero), PlantedReport.Rows, ToolTargets.OfMachine);

    private static readonly ReportSpec Spec = Data.Devices[0].Specs[0];

    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_cell_is_the_best_variant_with_its_tile_relative_to_the_best_of_all()
    {
        var map = HeatMap.Of(Spec.Buckets[1])!;

        map.QueryTiles.ShouldBe([24, 48, 96, 144, 192]);
        map.KeyTiles.ShouldBe([64, 128, 256, 512]);
        var best = map[2, 1];
        (best.Kind, best.Row!.Key.Variant, best.Ratio).ShouldBe((HeatKind.Measured, PlantedReport.Best, 1));
        map[0, 1].Ratio!.Value.ShouldBe(1.24, 1e-9);
        map[4, 0].Kind.ShouldBe(HeatKind.Wrong);
        map[4, 1].Kind.ShouldBe(HeatKind.Infeasible);
        map[4, 2].Kind.ShouldBe(HeatKind.Slow);
        map[0, 3].Kind.ShouldBe(HeatKind.Failed);
        map[1, 3].Kind.ShouldBe(HeatKind.Untried);
    }

    [Fact]
    public void A_map_of_one_rest_keeps_rows_columns_and_the_best_of_all()
    {
        HeatMap.Rests(Spec.Buckets[1]).ShouldBe(["cpu.simd w128", "cpu.simd w256"]);

        var map = HeatMap.Of(Spec.Buckets[1], "cpu.simd w128")!;

        (map.QueryTiles.Count, map.KeyTiles.Count).ShouldBe((5, 4));
        map[2, 1].Ratio!.Value.ShouldBe(1.9, 1e-9);
        map[4, 0].Kind.ShouldBe(HeatKind.Untried);
    }

    [Theory]
    [InlineData("cpu.simd/q48-k128-w512", 48, 128, "cpu.simd w512")]
    [InlineData("cuda.mma/q64-k64-w4-s3", 64, 64, "cuda.mma w4 s3")]
    public void An_id_spells_its_tile_and_the_rest(string id, int query, int key, string rest)
        => VariantTile.Of(id).ShouldBe(new VariantTile(query, key, rest));

    [Fact]
    public void An_id_without_a_tile_has_no_place_in_a_map()
    {
        VariantTile.Of("cuda.mma/some-kernel").ShouldBeNull();
        HeatMap.Of(Data.Devices[1].Specs[0].Buckets[0]).ShouldBeNull();
    }

    [Theory]
    [InlineData(0.97, 0)]
    [InlineData(1.01, 0)]
    [InlineData(1.011, 1)]
    [InlineData(1.6, 5)]
    [InlineData(17, 7)]
    public void A_ratio_falls_into_the_first_step_that_reaches_it(double ratio, int step) => HeatScale.Of(ratio).ShouldBe(step);

    [Fact]
    public void Colours_fall_or_rise_in_brightness_all_the_way()
    {
        var light = HeatScale.Steps.Select(step => Brightness(step.Light.Paper)).ToList();
        var dark = HeatScale.Steps.Select(step => Brightness(step.Dark.Paper)).ToList();

        light.ShouldBe(light.Order());
        dark.ShouldBe(dark.OrderDescending());
        light.Zip(light.Skip(1), (a, b) => b / a).ShouldAllBe(factor => factor > 1.05);

        static double Brightness(string color) => 0.05 + new[] { (1, 0.2126), (3, 0.7152), (5, 0.0722) }
            .Sum(part => part.Item2 * Math.Pow(Convert.ToInt32(color.Substring(part.Item1, 2), 16) / 255.0, 2.2));
    }

    [Fact]
    public void Speed_counts_the_pairs_of_each_shape()
    {
        var series = SpeedSeries.Of(Spec);

        series.CountsAllowed.ShouldBeTrue();
        series.Points.Select(point => point.Length).ShouldBe([128, 1024, 1024, 4096, 4096, 8192]);
        // HalfDense has heads of 8: 2 * (8 + 8) * 8 heads * 128 * 128 pairs in 1e-3 * 8 * 128 * 128 + 20 us.
        series.Points[0].Tuned.ShouldBe(32.0 * 8 * 128 * 128 / (1e-3 * 8 * 128 * 128 + 20) / 1e3, 1e-9);
        series.Points.Select(point => point.Kind).ShouldBe(
            [SpeedKind.Prefill, SpeedKind.Prefill, SpeedKind.Prefill, SpeedKind.Prefill, SpeedKind.Chunk, SpeedKind.Decode]);
    }

    [Fact]
    public void A_causal_mask_counts_half_the_pairs()
    {
        var row = PlantedResults.Row("cpu.simd/q24-k64-w256", 100);
        var causal = TestSpecs.Entry("Demo.TinyCausal", TestSpecs.Causal);
        row = row with { Key = row.Key with { SpecHash = causal.Hash }, SpecText = causal.Text };

        var series = SpeedSeries.Of(ReportSpec.Of([row], ToolTargets.OfMachine));

        series.CountsAllowed.ShouldBeTrue();
        series.Points.ShouldHaveSingleItem().Tuned.ShouldBe(2.0 * 32 * 8 * (1024 * 1025 / 2) / 100 / 1e3, 1e-6);
    }

    [Fact]
    public void Of_several_exact_shapes_in_a_bucket_the_one_is_shown_that_was_ranked()
    {
        var older = PlantedResults.Row(PlantedReport.Best, 10) with { Shape = "B1,Hq8,Hkv8,Nq600,Nk600" };
        var rows = new[] { older, PlantedResults.Row("cpu.simd/q24-k64-w256", 11) with { Shape = older.Shape } }
            .Concat(new[] { (PlantedReport.Best, 45.0), ("cpu.simd/q24-k64-w256", 40.0) }.Select(one => PlantedResults.Row(one.Item1, one.Item2) with { Time = older.Time.AddDays(1) }))
            .Append(older with { Time = older.Time.AddDays(2), Samples = 1, Median = 1, Times = [1] });

        var spec = ReportSpec.Of([.. rows], ToolTargets.OfMachine);

        var bucket = spec.Buckets.ShouldHaveSingleItem();
        bucket.Shape.ShouldBe(new AttentionShape(1, 8, 8, 1024, 1024));
        bucket.Standing!.Winner.Median.ShouldBe(40);
        bucket.Rows.Select(row => row.Median).ShouldBe([45.0, 40.0], ignoreOrder: true);
        SpeedSeries.Of(spec).Points.ShouldHaveSingleItem().Tuned.ShouldBe(32.0 * 8 * 1024 * 1024 / 40 / 1e3, 1e-9);
    }

    [Fact]
    public void A_measurement_that_was_cut_short_hides_none_that_was_finished()
    {
        var finished = PlantedResults.Row(PlantedReport.Best, 100);
        TuningRow[] rows = [finished, finished with { Time = finished.Time.AddDays(1), Samples = 1, Median = 50, Times = [50] }];
        PlantedResults.Write(_folder["tuning.db"], rows);

        HeatMap.Of(ReportSpec.Of(rows, ToolTargets.OfMachine).Buckets[0])!.Cells.ShouldHaveSingleItem().Ratio.ShouldBe(1);
        Shown().ShouldBe([100]);
        Shown("--history").ShouldBe([50, 100]);

        IEnumerable<double> Shown(params string[] options)
        {
            using var list = JsonDocument.Parse(ToolRun.InProcess(["show", "--json", "--db", _folder["tuning.db"], .. options]).Output);
            return [.. list.RootElement.EnumerateArray().Select(row => row.GetProperty("medianMicroseconds").GetDouble())];
        }
    }

    [Fact]
    public void The_page_is_one_file_that_shows_texts_as_texts_in_every_culture()
    {
        using var culture = new CommaCulture();

        var html = ReportPage.Write(Data);

        html.ShouldNotContain("http:");
        html.ShouldNotContain("https:");
        html.ShouldNotContain("src=");
        html.ShouldNotContain("url(");
        html.ShouldNotContain(PlantedReport.Hostile);
        html.ShouldContain("&lt;script&gt;document.title=");
        html.ShouldContain("prefers-color-scheme: dark");
        html.ShouldContain("2 January 2026, 03:04 UTC");
        html.ShouldContain("This spec was written by another version of KernelGen.");
        // No number of a picture was written with a comma.
        System.Text.RegularExpressions.Regex.Matches(html, "(?:x|y|width|height|cx|cy)=\"[^\"]*,[^\"]*\"").ShouldBeEmpty();
    }

    [Fact]
    public void A_ceiling_is_drawn_where_it_is_known()
    {
        ReportPage.Write(Data).ShouldNotContain("class=\"ceiling\"");
        ReportPage.Write(Data with { Devices = [Data.Devices[0] with { Ceiling = 123 }] }).ShouldContain("ceiling 123 GFLOP/s");
    }

    [Fact]
    public void What_runs_untuned_stands_beside_the_winner_where_it_was_measured()
    {
        Spec.Buckets[1].Standing!.Rival.ShouldBe(PlantedResults.Default);

        var html = ReportPage.Write(Data);

        html.ShouldContain($"untuned {PlantedResults.Default}: ");
        html.ShouldContain($"tuned {PlantedReport.Best}: ");
        Data.Devices[1].Specs[0].Buckets[0].Standing!.Rival.ShouldBeNull();
    }

    [Theory]
    [InlineData("'much'; give GFLOP/s such as 250, or measure", "--ceiling", "much")]
    [InlineData("--ceiling is one number for 2 devices", "--ceiling", "250")]
    [InlineData("nothing was measured on this machine's processor", "--ceiling", "measure")]
    [InlineData("'Infinity'; give GFLOP/s such as 250, or measure", "--ceiling", "Infinity")]
    [InlineData("--device is 'nowhere', which no measurement's contains; the closest is ", "--device", "nowhere")]
    [InlineData("--spec is 'Nothing', which no measurement's contains; the closest is ", "--spec", "Nothing")]
    public void Wrong_options_are_refused_and_nothing_is_written(string message, params string[] options)
    {
        PlantedResults.Write(_folder["tuning.db"], PlantedReport.Rows);

        var run = ToolRun.InProcess(["report", "--db", _folder["tuning.db"], "--out", _folder["report.html"], .. options]);

        run.Error.ShouldContain(message);
        run.Code.ShouldBe(ExitCodes.WrongInput);
        File.Exists(_folder["report.html"]).ShouldBeFalse();
    }

    [Fact]
    public void A_file_that_cannot_be_written_is_an_error_that_names_it()
    {
        PlantedResults.Write(_folder["tuning.db"], PlantedReport.Rows);

        var run = ToolRun.InProcess("report", "--db", _folder["tuning.db"], "--out", Path.Combine(_folder["tuning.db"], "report.html"));

        run.Error.ShouldContain("cannot be written");
        run.Code.ShouldBe(ExitCodes.WrongInput);
    }

    [Fact]
    public void Filters_leave_devices_and_specs_out()
    {
        PlantedResults.Write(_folder["tuning.db"], PlantedReport.Rows);

        ToolRun.InProcess("report", "--db", _folder["tuning.db"], "--out", _folder["deep/report.html"], "--device", "cpu:", "--ceiling", "99.5").Code.ShouldBe(ExitCodes.Done);

        var html = File.ReadAllText(_folder["deep/report.html"]);
        html.ShouldContain(TestRows.Device);
        html.ShouldNotContain(PlantedReport.Gpu);
        html.ShouldContain("ceiling 100 GFLOP/s");
    }
}
