using KernelGen.Tuner.Tests.Storage;
using KernelGen.Tuning;
using Shouldly;
using Xunit;

namespace KernelGen.Tuner.Tests.Commands;

public sealed class PruneCommandTests : IDisposable
{
    private static readonly TuningRow First = TestRows.Row("cpu.simd/q48-k128-w256", 100);
    private static readonly TuningRow Again = TestRows.Row("cpu.simd/q48-k128-w256", 90) with { Time = First.Time.AddDays(1) };
    private static readonly TuningRow CutShort = First with { Time = First.Time.AddDays(2), Samples = 1, Times = [80] };
    private static readonly TuningRow OldEmitter = TestRows.Row("cpu.simd/q24-k64-w256", 5, "bbbb", emitter: 0);
    private static readonly TuningRow OtherDevice = TestRows.Row("cpu.simd/q24-k64-w256", 7, device: "cpu:other:avx512:2c") with { Time = DateTimeOffset.UtcNow };
    private static readonly TuningRow OtherFamily = Family(TestRows.Row("cpu.other/q24-k64", 7, "bbbb", emitter: 0), "cpu.other");

    private readonly TempFolder _folder = new();

    public PruneCommandTests() => TestStore.Fill(_folder["tuning.db"], First, Again, CutShort, OldEmitter, OtherDevice, OtherFamily);

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Results_of_older_emitters_go_each_family_for_itself()
    {
        Prune("--older-emitters").Code.ShouldBe(ExitCodes.Done);

        Stays(First, Again, CutShort, OtherDevice, OtherFamily);
    }

    [Fact]
    public void What_a_newer_measurement_replaces_goes_and_one_cut_short_replaces_nothing()
    {
        Prune("--superseded").Code.ShouldBe(ExitCodes.Done);

        Stays(Again, CutShort, OldEmitter, OtherDevice, OtherFamily);
    }

    [Fact]
    public void Another_exact_shape_or_number_of_threads_of_the_bucket_replaces_nothing()
    {
        var shape = First with { Shape = "B1,Hq8,Hkv1,Nq1024,Nk1024", Time = First.Time.AddHours(1) };
        var threads = First with { Threads = 1, Time = First.Time.AddHours(2) };
        var database = TestStore.Fill(_folder["problems.db"], First, shape, threads);

        ToolRun.InProcess("prune", "--superseded", "--db", database).Output.ShouldContain("Removed 0 of 3");

        TestStore.Fill(database, Again);
        ToolRun.InProcess("prune", "--superseded", "--db", database).Output.ShouldContain("Removed 1 of 4");
        TestStore.Rows(database).ShouldBe([shape, threads, Again], ignoreOrder: true);
    }

    [Fact]
    public void A_failure_counts_for_every_shape_of_the_bucket_and_stays_until_all_of_them_were_measured_anew()
    {
        var shape = First with { Shape = "B1,Hq8,Hkv1,Nq1024,Nk1024", Time = First.Time.AddHours(1) };
        var failed = First with { Status = TuningStatus.WrongResult, Time = First.Time.AddHours(2) };
        var database = TestStore.Fill(_folder["problems.db"], First, shape, failed, Again);

        ToolRun.InProcess("prune", "--superseded", "--db", database).Output.ShouldContain("Removed 2 of 4");
        TestStore.Rows(database).ShouldBe([failed, Again], ignoreOrder: true);

        TestStore.Fill(database, shape with { Time = Again.Time });
        ToolRun.InProcess("prune", "--superseded", "--db", database).Output.ShouldContain("Removed 1 of 3");
    }

    [Fact]
    public void Age_spec_and_device_choose_and_all_criteria_must_be_met()
    {
        Prune("--older-than", "30d", "--device", "other:avx512").Output.ShouldContain("Removed 0 of 6 measurements");
        Prune("--older-than", "2026-01-03", "--spec", "aaaa").Output.ShouldContain("Removed 1 of 6 measurements");
        Stays(Again, CutShort, OldEmitter, OtherDevice, OtherFamily);

        Prune("--device", "OTHER").Code.ShouldBe(ExitCodes.Done);
        Stays(Again, CutShort, OldEmitter, OtherFamily);
    }

    [Fact]
    public void A_dry_run_says_what_would_go_and_removes_nothing()
    {
        var dry = Prune("--spec", "aaaa", "--dry-run", "--csv");
        var wet = Prune("--spec", "aaaa", "--csv");

        dry.Output.ShouldBe("""
            specName,device,family,emitterVersion,removed,kept
            Demo.aaaa,cpu:other:avx512:2c,cpu.simd,1,1,0
            Demo.aaaa,cpu:test-cpu:avx2:4c,cpu.simd,1,3,0

            """);
        dry.Error.ShouldContain("Would remove 4 of 6 measurements");
        wet.Output.ShouldBe(dry.Output, "both say the same, and only one does it");
        wet.Error.ShouldContain("Removed 4 of 6 measurements");
        Stays(OldEmitter, OtherFamily);
    }

    [Fact]
    public void Of_two_measurements_that_cannot_be_told_apart_both_stay_when_one_must()
    {
        var twin = TestStore.Fill(_folder["twin.db"], First, First with { Median = 1 });

        ToolRun.InProcess("prune", "--superseded", "--db", twin).Output.ShouldContain("Removed 0");

        TestStore.Rows(twin).Count.ShouldBe(2);
    }

    [Theory]
    [InlineData("prune needs a criterion")]
    [InlineData("'yesterday'; give an age such as 12h", "--older-than", "yesterday")]
    [InlineData("'0d'; give an age", "--older-than", "0d")]
    [InlineData("'-3d'; give an age", "--older-than", "-3d")]
    [InlineData("the closest is 'Demo.aaaa'", "--spec", "Demo.aaab")]
    [InlineData("the closest is 'cpu:other:avx512:2c'", "--device", "cpu:othr")]
    public void A_wrong_criterion_removes_nothing(string message, params string[] criteria)
    {
        var run = Prune(criteria);

        run.Code.ShouldBe(ExitCodes.WrongInput);
        run.Error.ShouldContain(message);
        TestStore.Rows(_folder["tuning.db"]).Count.ShouldBe(6);
    }

    [Fact]
    public void A_database_that_is_not_there_is_not_made()
    {
        ToolRun.InProcess("prune", "--superseded", "--db", _folder["absent.db"]).Code.ShouldBe(ExitCodes.WrongInput);

        File.Exists(_folder["absent.db"]).ShouldBeFalse();
    }

    private ToolRun Prune(params string[] criteria) => ToolRun.InProcess(["prune", .. criteria, "--db", _folder["tuning.db"]]);

    private void Stays(params TuningRow[] rows) => TestStore.Rows(_folder["tuning.db"]).ShouldBe(rows, ignoreOrder: true);

    private static TuningRow Family(TuningRow row, string family) => row with { Key = row.Key with { Family = family } };
}
