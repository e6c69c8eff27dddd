using System.Diagnostics;
using KernelGen.Selection;
using KernelGen.Tuning;
using Shouldly;
using Xunit;

namespace KernelGen.Tuner.Tests.Storage;

/// <summary>Real processes of the tool on one database.</summary>
public sealed class SeveralProcessesTests : IDisposable
{
    // Enough of them that a tuner which has stored its first results is far from done.
    private static readonly string[] ManyShapes =
        ["--shapes", string.Join(';', Enumerable.Range(4, 20).Select(i => FormattableString.Invariant($"Hq1,Nq{1 << (i / 2)},Nk{1 << ((i + 1) / 2)}")))];

    private readonly TempFolder _folder = new();

    private string Database => _folder["tuning.db"];

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Two_tuners_and_a_reader_at_once_all_succeed()
    {
        using var first = Tune("TinyCausal", "--comment", "first", "--again");
        // The same text under another name: both write the very same keys.
        using var second = Tune("Demo.Twin", "--comment", "second", "--again");
        var reads = 0;
        while (!first.HasExited || !second.HasExited)
        {
            using var reader = TuningDatabaseReader.Open(Database);
            reads += reader?.Rows().Count > 0 ? 1 : 0;
            Thread.Sleep(20);
        }

        foreach (var tuner in new[] { first, second })
        {
            var run = ToolRun.Finish(tuner);
            run.Error.ShouldBeEmpty();
            run.Code.ShouldBe(ExitCodes.Done);
        }
        reads.ShouldBeGreaterThan(0);
        Rows().Where(Complete).Select(row => row.Comment).Distinct().ShouldBe(["first", "second"], ignoreOrder: true);
    }

    [Fact]
    public void Killing_a_tuner_again_and_again_loses_nothing_that_was_stored()
    {
        var random = new Random(1);
        for (var time = 0; time < 2; time++)
        {
            var known = Rows().Count;
            List<TuningRow> before;
            using (var tuner = Tune("TinyCausal", ManyShapes))
            {
                while (!tuner.HasExited && Rows().Count < known + 2)
                    Thread.Sleep(5);
                Thread.Sleep(random.Next(200));
                before = [.. Rows()];
                // SIGKILL on Unix: nothing of the process gets to run again.
                tuner.Kill(entireProcessTree: true);
                tuner.WaitForExit();
            }

            before.Count.ShouldBeGreaterThanOrEqualTo(known + 2);
            var after = Rows();
            foreach (var row in before)
                after.Where(one => one.Key == row.Key).Max(one => one.Times.Count).ShouldBeGreaterThanOrEqualTo(row.Times.Count);
        }

        var resumed = ToolRun.Finish(Tune("TinyCausal"));
        resumed.Error.ShouldBeEmpty("the database was sound, so nothing was set aside");
        resumed.Code.ShouldBe(ExitCodes.Done);
    }

    [Fact]
    public void A_polite_signal_ends_the_tuner_with_success_and_keeps_the_results()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows has no signal that one process can send to another.");
        using var tuner = Tune("TinyCausal", ManyShapes);
        while (!tuner.HasExited && Rows().Count < 1)
            Thread.Sleep(5);
        using (var kill = Process.Start("kill", ["-INT", tuner.Id.ToString(System.Globalization.CultureInfo.InvariantCulture)]))
            kill.WaitForExit();

        var run = ToolRun.Finish(tuner);

        run.Output.ShouldContain("Interrupted.");
        run.Code.ShouldBe(ExitCodes.Done);
        Rows().Count.ShouldBeGreaterThan(0);
    }

    private static bool Complete(TuningRow row) => row.Status == TuningStatus.Ok && row.Samples >= WinnerRule.FewestSamples;

    private Process Tune(string spec, params string[] options) => ToolRun.Start([
        "tune", TestSpecs.AssemblyPath, "--spec", spec, "--db", Database, "--threads", "1", "--budget", "4s",
        .. options.Contains("--shapes") ? options : ["--shapes", "Hq1,Nq16,Nk16", .. options]]);

    private IReadOnlyList<TuningRow> Rows()
    {
        using var reader = TuningDatabaseReader.Open(Database);
        return reader?.Rows() ?? [];
    }
}
