using Shouldly;
using Xunit;

namespace KernelGen.Tuner.Tests.Commands;

public sealed class TuneCommandTests : IDisposable
{
    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Tuning_shows_progress_prints_the_winners_and_exports_them_and_a_second_run_has_nothing_to_do()
    {
        string[] arguments = [
            "tune", TestSpecs.AssemblyPath, "--spec", "TinyCausal", "--spec", "Demo.Twin", "--budget", "20s", "--shapes", "Hq2,Nq32,Nk32",
            "--db", _folder["tuning.db"], "--export", _folder["out"]];

        var first = ToolRun.InProcess(arguments);

        first.Error.ShouldBeEmpty();
        first.Code.ShouldBe(ExitCodes.Done);
        first.Output.ShouldContain("[1/1] Demo.TinyCausal, 0:");
        first.Output.ShouldContain("Demo.Twin is the same spec as Demo.TinyCausal and shares its results.");
        first.Output.ShouldContain("h2-q32-k32");
        Directory.GetFiles(_folder["out"]).Length.ShouldBe(1);

        ToolRun.InProcess(arguments).Output.ShouldContain("everything was measured before");
    }

    [Fact]
    public void The_caches_of_the_processor_can_be_emptied_however_its_name_is_written()
    {
        var run = ToolRun.InProcess(
            "tune", TestSpecs.AssemblyPath, "--spec", "TinyCausal", "--target", "CPU", "--cache", "cold", "--shapes", "Hq1,Nq16,Nk16", "--dry-run", "--db",
            _folder["tuning.db"]);

        run.Error.ShouldBeEmpty();
        run.Code.ShouldBe(ExitCodes.Done);
        ToolRun.InProcess("tune", TestSpecs.AssemblyPath, "--target", "CUDA", "--cache", "cold").Error
            .ShouldContain("--cache is 'cold' with --target cuda; only the processor's caches can be emptied");
    }

    [Fact]
    public void A_damaged_database_is_set_aside_with_a_warning()
    {
        File.WriteAllText(_folder["tuning.db"], new string('x', 5000));

        var run = ToolRun.InProcess(
            "tune", TestSpecs.AssemblyPath, "--spec", "TinyCausal", "--budget", "1s", "--shapes", "Hq1,Nq16,Nk16", "--db", _folder["tuning.db"]);

        run.Code.ShouldBe(ExitCodes.Done);
        run.Error.ShouldContain("was damaged; it now lies at");
        Directory.GetFiles(_folder.Path, "tuning.db.corrupt-*").Length.ShouldBe(1);
    }
}
