using System.Text.Json;
using KernelGen.Selection;
using KernelGen.Tuner.Commands;
using KernelGen.Tuner.Reports;
using KernelGen.Tuner.Specs;
using KernelGen.Tuner.Storage;
using KernelGen.Tuner.Targets;
using KernelGen.Tuner.Tests.Search;
using KernelGen.Tuning;
using Shouldly;
using Xunit;

namespace KernelGen.Tuner.Tests.Verification;

/// <summary>What <c>verify</c> says of winners that were planted in a database.</summary>
public sealed class VerifyTests : IDisposable
{
    private static readonly SpecEntry s_spec = TestSpecs.Entry("Demo.TinyCausal", TestSpecs.Causal);

    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_winner_that_was_planted_with_a_wrong_kernel_is_found_and_wins_no_more()
    {
        Plant(PlantedTarget.Good, 1);
        Plant(PlantedTarget.Small, 50);

        var first = Verify(new PlantedTarget { SlightlyWrong = PlantedTarget.Good });

        first.Code.ShouldBe(ExitCodes.CheckFailed);
        first.Output.ShouldContain("Demo.TinyCausal h1-q4-k8: planted/q48-k128 has a wrong result: ");
        first.Output.ShouldContain("largest error 0.001, allowed ");
        first.Output.ShouldContain("it can win no more, planted/q24-k64 wins now");
        var stored = Rows()[^1];
        stored.Key.ShouldBe(Rows()[0].Key);
        stored.Status.ShouldBe(TuningStatus.WrongResult);
        stored.MaxError.ShouldNotBeNull().ShouldBe(1e-3, 1e-5);
        BucketRanking.Of(Rows()).Single().Ranked.Select(one => one.Variant).ShouldBe([PlantedTarget.Small]);

        var second = Verify(new PlantedTarget { SlightlyWrong = PlantedTarget.Good });
        second.Code.ShouldBe(ExitCodes.Done);
        second.Output.ShouldContain("planted/q24-k64 is correct; there is no other to compare it with.");
    }

    [Fact]
    public void A_wrong_winner_wins_in_no_bucket_any_more_whichever_was_asked_for()
    {
        Plant(PlantedTarget.Good, 1);
        Plant(PlantedTarget.Good, 1, heads: 2);

        var run = Verify(new PlantedTarget { SlightlyWrong = PlantedTarget.Good }, new ShapeBucket(2, 4, 8));

        run.Code.ShouldBe(ExitCodes.CheckFailed);
        run.Output.ShouldContain("1 winner: 1 wrong");
        BucketRanking.Of(Rows()).ShouldBeEmpty();
    }

    [Fact]
    public void A_database_is_only_read_as_long_as_nothing_is_wrong()
    {
        Plant(PlantedTarget.Good, 1);
        // A writer would change this.
        using (var connection = SqliteConnection.OpenReadWrite(_folder["tuning.db"]))
            connection.Execute("PRAGMA journal_mode = DELETE");
        var bytes = File.ReadAllBytes(_folder["tuning.db"]);

        Verify(new PlantedTarget()).Code.ShouldBe(ExitCodes.Done);

        File.ReadAllBytes(_folder["tuning.db"]).ShouldBe(bytes);
    }

    [Fact]
    public void Programs_get_a_row_for_each_winner_with_its_state_and_its_rival()
    {
        using var culture = new CommaCulture();
        Plant(PlantedTarget.Good, 1);
        Plant(PlantedTarget.Small, 50);
        Plant(PlantedTarget.Throws, 1, heads: 2);

        var run = Verify(new PlantedTarget { Slow = PlantedTarget.Good }, ListFormat.Json);

        using var json = JsonDocument.Parse(run.Output);
        var rows = json.RootElement.EnumerateArray().ToDictionary(row => row.GetProperty("bucket").GetString()!);
        rows.Count.ShouldBe(2);
        rows["h1-q4-k8"].GetProperty("specName").GetString().ShouldBe("Demo.TinyCausal");
        rows["h1-q4-k8"].GetProperty("shape").GetString().ShouldBe("B1,Hq1,Hkv1,Nq4,Nk8");
        rows["h1-q4-k8"].GetProperty("variant").GetString().ShouldBe(PlantedTarget.Good);
        rows["h1-q4-k8"].GetProperty("state").GetString().ShouldBe("slower");
        rows["h1-q4-k8"].GetProperty("bestRival").GetString().ShouldBe(PlantedTarget.Small);
        rows["h1-q4-k8"].GetProperty("bestRivalBehindPercent").GetDouble().ShouldBeInRange(-100, -1);
        rows["h2-q4-k8"].GetProperty("state").GetString().ShouldBe("wrong");
        rows["h2-q4-k8"].GetProperty("bestRival").ValueKind.ShouldBe(JsonValueKind.Null);
        run.Error.ShouldContain("2 winners: 1 now slower than another, 1 wrong");
    }

    [Fact]
    public void Where_no_data_can_be_made_up_it_is_said_that_nothing_was_verified()
    {
        var spec = TestSpecs.Entry("Demo.Negative", Commands.DataSpecs.Negative);
        Plant(PlantedTarget.Good, 1, spec: spec);

        var run = Verify(new PlantedTarget(), ListFormat.Table, spec);

        run.Code.ShouldBe(ExitCodes.Done);
        run.Output.ShouldContain("no data can be made up for it");
        run.Output.ShouldContain("Nothing was verified.");
    }

    [Fact]
    public void A_wrong_runner_up_is_stored_too_and_the_winner_stands()
    {
        Plant(PlantedTarget.Good, 1);
        Plant(PlantedTarget.Small, 50);

        var run = Verify(new PlantedTarget { SlightlyWrong = PlantedTarget.Small });

        run.Code.ShouldBe(ExitCodes.Done);
        run.Output.ShouldContain("planted/q48-k128 is correct; there is no other to compare it with.");
        Rows()[^1].Status.ShouldBe(TuningStatus.WrongResult);
        Rows()[^1].Key.Variant.ShouldBe(PlantedTarget.Small);
    }

    [Fact]
    public void A_winner_that_throws_or_does_not_compile_is_as_good_as_wrong()
    {
        Plant(PlantedTarget.Throws, 1);
        Plant(PlantedTarget.Broken, 1, heads: 2);

        var run = Verify(new PlantedTarget());

        run.Code.ShouldBe(ExitCodes.CheckFailed);
        run.Output.ShouldContain("planted/q6-k64 fails: launch error: InvalidOperationException: planted failure; it can win no more: tune anew.");
        run.Output.ShouldContain("planted/q3-k64 fails: compile error: CS1002: ; expected; it can win no more: tune anew.");
        run.Output.ShouldContain("2 winners: 2 wrong");
        BucketRanking.Of(Rows()).ShouldBeEmpty();
    }

    [Fact]
    public void A_winner_that_has_become_slower_is_named_with_the_faster_one()
    {
        Plant(PlantedTarget.Good, 1);
        Plant(PlantedTarget.Small, 50);

        var run = Verify(new PlantedTarget { Slow = PlantedTarget.Good });

        run.Code.ShouldBe(ExitCodes.Done);
        run.Output.ShouldContain("planted/q48-k128 is correct, and now slower than planted/q24-k64 by ");
        run.Output.ShouldContain("1 winner: 1 now slower than another");
        Rows().Count.ShouldBe(2, "times of a verification are not stored");
    }

    [Fact]
    public void A_winner_that_still_is_the_fastest_stays_so()
    {
        Plant(PlantedTarget.Good, 1);
        Plant(PlantedTarget.Small, 50);

        var run = Verify(new PlantedTarget { Slow = PlantedTarget.Small });

        run.Code.ShouldBe(ExitCodes.Done);
        run.Output.ShouldContain("planted/q48-k128 is correct and still the best; planted/q24-k64 is behind by ");
    }

    [Fact]
    public void Winners_of_an_older_emitter_and_of_variants_that_are_gone_are_named_but_not_run()
    {
        Plant(PlantedTarget.Good, 1);
        Plant("planted/q99-k64", 1, heads: 2);
        Plant(PlantedTarget.Impossible, 1, heads: 4);
        var target = new PlantedTarget { Version = 2 };

        var run = Verify(target);

        run.Code.ShouldBe(ExitCodes.Done);
        run.Output.ShouldContain("planted/q48-k128 was measured as version 1 of its emitter made it, which is at 2: tune anew.");
        run.Output.ShouldContain("planted/q99-k64 is no longer emitted: tune anew.");
        run.Output.ShouldContain("planted/q7-k64 is no longer emitted: tune anew.");
        run.Output.ShouldContain("3 winners: 3 of an older emitter or no longer emitted");
        target.Compilations.ShouldBe(0);
    }

    [Fact]
    public void Only_the_winners_for_the_shapes_that_were_asked_for_are_verified()
    {
        Plant(PlantedTarget.Good, 1);
        Plant(PlantedTarget.Small, 1, heads: 2);

        Verify(new PlantedTarget(), new ShapeBucket(2, 4, 8)).Output.ShouldContain("1 winner: 1 correct, without a runner-up");
        Verify(new PlantedTarget(), new ShapeBucket(64, 4, 8)).Output
            .ShouldContain("The database has no winners of these specs and shapes on cpu:planted:scalar:1c.");
    }

    [Fact]
    public void The_command_verifies_what_the_processor_s_database_names()
    {
        var key = new TuningKey(
            s_spec.Hash, Templates.Cpu.CpuKernelTemplate.EmitterVersion, "cpu.simd", "cpu.simd/q24-k64-w128", Devices.Cpu.CpuDevice.Current.Key, new ShapeBucket(2, 16, 16));
        using (var database = TuningDatabaseWriter.Open(_folder["tuning.db"]))
            database.Add(Row(key, "B1,Hq2,Hkv2,Nq16,Nk16", 5));

        var run = ToolRun.InProcess("verify", TestSpecs.AssemblyPath, "--spec", "TinyCausal", "--db", _folder["tuning.db"], "--budget", "1s");

        run.Error.ShouldBeEmpty();
        run.Code.ShouldBe(ExitCodes.Done);
        run.Output.ShouldContain("Demo.TinyCausal h2-q16-k16: cpu.simd/q24-k64-w128 is correct; there is no other to compare it with.");
        ToolRun.InProcess("verify", TestSpecs.AssemblyPath, "--db", _folder["none.db"]).Error.ShouldContain("There is no tuning database at");
        ToolRun.InProcess("verify", TestSpecs.AssemblyPath, "--db", _folder["tuning.db"], "--budget", "soon").Error.ShouldContain("--budget is 'soon'");
    }

    private ToolRun Verify(PlantedTarget target, params ShapeBucket[] buckets) => Verify(target, ListFormat.Table, s_spec, buckets);

    private ToolRun Verify(PlantedTarget target, ListFormat format) => Verify(target, format, s_spec);

    private ToolRun Verify(PlantedTarget target, ListFormat format, SpecEntry spec, params ShapeBucket[] buckets)
    {
        using StringWriter output = new(), error = new();
        var settings = new VerifySettings(
            "", [], buckets.Length > 0 ? buckets : null, TimeSpan.FromMilliseconds(200), 1, _folder["tuning.db"], [], ToolTargets.OfMachine.All[0], null);
        var code = VerifyCommand.Verify(new ToolConsole(output, error, isTerminal: false, format), target, [spec], settings);
        return new ToolRun(code, output.ToString(), error.ToString());
    }

    private void Plant(string variant, double microseconds, int heads = 1, SpecEntry? spec = null)
    {
        using var database = TuningDatabaseWriter.Open(_folder["tuning.db"]);
        var key = new TuningKey((spec ?? s_spec).Hash, 1, "planted", variant, "cpu:planted:scalar:1c", new ShapeBucket(heads, 4, 8));
        database.Add(Row(key, FormattableString.Invariant($"B1,Hq{heads},Hkv{heads},Nq4,Nk8"), microseconds));
    }

    private static TuningRow Row(TuningKey key, string shape, double microseconds) => new()
    {
        Key = key,
        SpecName = s_spec.Name,
        SpecText = s_spec.Text,
        Status = TuningStatus.Ok,
        Shape = shape,
        Threads = 1,
        Samples = 9,
        Median = microseconds,
        P20 = microseconds,
        P80 = microseconds,
        MaxError = 0,
        ToolVersion = "1.2.3",
        Time = DateTimeOffset.UtcNow,
        Environment = "test",
    };

    private List<TuningRow> Rows()
    {
        using var reader = TuningDatabaseReader.Open(_folder["tuning.db"])!;
        return [.. reader.Rows()];
    }
}
