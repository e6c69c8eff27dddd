using KernelGen.Tuner.Storage;
using Shouldly;
using Xunit;

namespace KernelGen.Tuner.Tests.Search;

public sealed class DryRunTests : IDisposable
{
    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_dry_run_lists_what_would_be_sampled_in_order_and_leaves_no_database_behind()
    {
        var run = ToolRun.InProcess(
            "tune", TestSpecs.AssemblyPath, "--spec", "Demo.HalfDense", "--shapes", "Hq2,N64|128", "--strategy", "shortlist", "--dry-run", "--csv",
            "--db", _folder["tuning.db"]);

        run.Code.ShouldBe(ExitCodes.Done);
        var rows = run.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Skip(1).Select(line => line.Split(',')).ToList();
        rows.Count.ShouldBeGreaterThan(2 * 8, "what is not sampled is listed too");
        run.Output.ShouldContain("Demo.HalfDense");
        run.Error.ShouldContain("Nothing was measured");
        File.Exists(_folder["tuning.db"]).ShouldBeFalse();
    }

    [Fact]
    public void A_pinned_tile_leaves_one_config_of_each_width_and_the_model_prefers_the_widest()
    {
        var run = ToolRun.InProcess(
            "tune", TestSpecs.AssemblyPath, "--spec", "TinyCausal", "--shapes", "Hq2,Nq64,Nk64", "--dry-run", "--json", "--db", _folder["tuning.db"]);

        using var document = System.Text.Json.JsonDocument.Parse(run.Output);
        var first = document.RootElement[0];
        first.GetProperty("order").GetInt32().ShouldBe(1);
        first.GetProperty("relativeCost").GetDouble().ShouldBe(1);
        document.RootElement.EnumerateArray().ShouldAllBe(one => one.GetProperty("variant").GetString()!.StartsWith("cpu.simd/q24-k64-", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("--cache", "cool", "the closest is 'cold'")]
    [InlineData("--strategy", "shortlst", "the closest is 'shortlist'")]
    public void Wrong_options_are_refused_with_the_closest(string option, string value, string message)
    {
        var run = ToolRun.InProcess("tune", TestSpecs.AssemblyPath, option, value, "--db", _folder["tuning.db"]);

        run.Code.ShouldBe(ExitCodes.WrongInput);
        run.Error.ShouldContain(message);
    }

    [Fact]
    public void A_search_with_cold_caches_says_so_in_every_row()
    {
        var run = ToolRun.InProcess(
            "tune", TestSpecs.AssemblyPath, "--spec", "TinyCausal", "--shapes", "Hq1,Nq16,Nk16", "--budget", "1s", "--cache", "cold", "--db", _folder["tuning.db"]);

        run.Code.ShouldBe(ExitCodes.Done);
        run.Output.ShouldContain("% sure");
        ToolRun.InProcess("show", "--status", "ok", "--csv", "--db", _folder["tuning.db"]).Output.ShouldContain("cold caches");
    }

    [Theory]
    [InlineData("1.25 0.9 0.5 3/412 12345", "load 1.25, 3 threads running")]
    [InlineData(null, "")]
    [InlineData("?", "")]
    public void The_machines_load_is_read_from_the_systems_line(string? line, string text) => ToolEnvironment.Load(line).ShouldBe(text);
}
