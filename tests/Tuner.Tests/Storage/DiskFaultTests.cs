using System.Diagnostics;
using KernelGen.Tuner.Storage;
using KernelGen.Tuning;
using Shouldly;
using Xunit;

namespace KernelGen.Tuner.Tests.Storage;

/// <summary>Disks that are full, too small, read-only, or give back something else than was written.</summary>
public sealed class DiskFaultTests : IDisposable
{
    private readonly TempFolder _folder = new();

    private string Database => _folder["tuning.db"];

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void On_a_full_disk_the_tuner_says_so_and_what_was_stored_stays()
    {
        using var disk = TestMount.Create(_folder["disk"], 600);
        Assert.SkipWhen(disk is null, "Only root on Linux can mount a small disk.");
        var database = Path.Combine(disk.Path, "tuning.db");

        using var writer = new WriterProcess(database, "full", 60);
        var (code, error) = writer.Finish();

        code.ShouldBe(ExitCodes.WrongInput);
        error.ShouldContain(database);
        error.ShouldContain("disk is full");
        writer.Stored.Count.ShouldBeGreaterThan(10);
        RequireAll(database, writer);
        ToolRun.InProcess("tune", TestSpecs.AssemblyPath, "--spec", "TinyCausal", "--shapes", "Hq1,Nq16,Nk16", "--budget", "1s", "--db", database)
            .Code.ShouldBe(ExitCodes.WrongInput, "a tuner that can store nothing must not go on");
    }

    [Fact]
    public void A_limit_on_the_size_of_files_is_told_and_what_was_stored_stays()
    {
        Assert.SkipUnless(File.Exists("/bin/bash"), "Limits are set with the shell.");
        // The signal is ignored, so that writing fails instead; the runtime's own mappings would exceed the limit too.
        var program = Path.Combine(AppContext.BaseDirectory, "KernelGen.TuningWriter.dll");
        var start = new ProcessStartInfo("/bin/bash", ["-c", $"trap '' XFSZ; ulimit -f 400; exec dotnet '{program}' '{Database}' limited 60"])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            Environment = { ["DOTNET_EnableWriteXorExecute"] = "0", ["DOTNET_EnableDiagnostics"] = "0" },
        };
        using var process = Process.Start(start)!;
        var run = ToolRun.Finish(process);

        run.Code.ShouldBe(ExitCodes.WrongInput, run.Error);
        run.Error.ShouldContain(Database);
        run.Error.ShouldContain("limit on the size of files");
        var stored = run.Output.Split('\n').Count(line => line.StartsWith("stored ") && line.EndsWith(" 1"));
        stored.ShouldBeGreaterThan(10);
        TestStore.Rows(Database).Count.ShouldBe(stored);
        // And the next tuner, without the limit, goes on with the same file.
        using var next = TuningDatabaseWriter.Open(Database);
        next.SetAside.ShouldBeNull();
        next.Add(TestRows.Row("cpu.simd/q48-k128-w512", 10));
    }

    [Fact]
    public void A_database_on_a_read_only_disk_is_read_and_not_written()
    {
        using var disk = TestMount.Create(_folder["disk"], 2000);
        Assert.SkipWhen(disk is null, "Only root on Linux can mount a disk.");
        var database = TestStore.Fill(Path.Combine(disk.Path, "tuning.db"), TestRows.Row("cpu.simd/q48-k128-w512", 10));
        disk.MakeReadOnly();

        RequireUnwritable(database);
    }

    [Fact]
    public void A_file_and_folder_without_the_right_to_write_are_read_and_not_written()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows() || Environment.UserName == "root", "Root may write everywhere.");
        TestStore.Fill(Database, TestRows.Row("cpu.simd/q48-k128-w512", 10));
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(Database, UnixFileMode.UserRead);
            File.SetUnixFileMode(_folder.Path, UnixFileMode.UserRead | UnixFileMode.UserExecute);
        }
        try
        {
            RequireUnwritable(Database);
        }
        finally
        {
            if (!OperatingSystem.IsWindows())
                File.SetUnixFileMode(_folder.Path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        }
    }

    [Fact]
    public void One_page_that_went_bad_is_found_wherever_it_lies()
    {
        const int page = 4096;
        FillMany();
        var sound = File.ReadAllBytes(Database);
        var pages = sound.Length / page;
        pages.ShouldBeGreaterThan(20);

        var (tried, met) = (0, 0);
        for (var bad = 1; bad < pages; bad += pages / 6, tried++)
        {
            var bytes = (byte[])sound.Clone();
            new Random(bad).NextBytes(bytes.AsSpan(bad * page, page));
            File.WriteAllBytes(Database, bytes);

            // A reader that never comes by the page has read everything right; a tuner looks at all of them.
            met += MeetsDamage(sound: 200) ? 1 : 0;
            RequireSetAside(bytes);
        }
        met.ShouldBeInRange(tried / 2, tried);
    }

    [Theory]
    [InlineData(0.9)]
    [InlineData(0.5)]
    [InlineData(0.01)]
    public void A_file_that_lost_its_end_is_found(double share)
    {
        FillMany();
        var bytes = File.ReadAllBytes(Database)[..(int)(new FileInfo(Database).Length * share)];
        File.WriteAllBytes(Database, bytes);

        MeetsDamage(sound: 200).ShouldBeTrue();
        RequireSetAside(bytes);
    }

    [Fact]
    public void A_log_that_lost_its_end_loses_only_the_newest_measurements()
    {
        using (var writer = new WriterProcess(Database, "logged", 60))
        {
            SpinWait.SpinUntil(() => writer.Stored.Count > 20, TimeSpan.FromSeconds(30)).ShouldBeTrue();
            writer.Kill();
        }
        using (var log = new FileStream(Database + "-wal", FileMode.Open))
            log.SetLength(log.Length * 2 / 3);

        using var next = TuningDatabaseWriter.Open(Database);

        next.SetAside.ShouldBeNull();
        var rows = TestStore.Rows(Database);
        rows.Count.ShouldBeGreaterThan(5);
        rows.Select(row => row.Key.Variant).ShouldBe(Enumerable.Range(0, rows.Count).Select(i => FormattableString.Invariant($"cpu.simd/q{i}-k64-w512")));
    }

    // Many rows, all of them in the file itself: a database is closed without a log.
    private void FillMany()
    {
        using var writer = TuningDatabaseWriter.Open(Database);
        writer.AddMissing([.. Enumerable.Range(1, 200).Select(i => TestRows.Row(FormattableString.Invariant($"cpu.simd/q{i}-k64-w512"), i))]);
    }

    // A reader says so, for programs to go on without; or it has every row.
    private bool MeetsDamage(int sound)
    {
        try
        {
            TestStore.Rows(Database).Count.ShouldBe(sound);
            return false;
        }
        catch (TuningDatabaseException error)
        {
            error.Problem.ShouldBe(TuningDatabaseProblem.Corrupt);
            error.Message.ShouldContain("damaged");
            return true;
        }
    }

    // A tuner sets the very bytes aside and starts anew.
    private void RequireSetAside(byte[] damaged)
    {
        using (var writer = TuningDatabaseWriter.Open(Database))
        {
            writer.Add(TestRows.Row("cpu.simd/q48-k128-w512", 10));
            File.ReadAllBytes(writer.SetAside.ShouldNotBeNull()).ShouldBe(damaged);
        }
        TestStore.Rows(Database).Count.ShouldBe(1);
    }

    private static void RequireUnwritable(string database)
    {
        TestStore.Rows(database).Count.ShouldBe(1);
        var error = Should.Throw<TuningDatabaseException>(() => TuningDatabaseWriter.Open(database));
        error.Problem.ShouldBe(TuningDatabaseProblem.Inaccessible);
        error.Message.ShouldContain(database);
        error.Message.ShouldContain("--db");
        var run = ToolRun.InProcess("tune", TestSpecs.AssemblyPath, "--spec", "TinyCausal", "--db", database);
        run.Code.ShouldBe(ExitCodes.WrongInput);
        run.Error.ShouldContain("cannot be");
    }

    private static void RequireAll(string database, WriterProcess writer)
    {
        var rows = TestStore.Rows(database).ToDictionary(row => row.Key.Variant);
        foreach (var (number, samples) in writer.Stored)
            rows[FormattableString.Invariant($"cpu.simd/q{number}-k64-w512")].Times.Count.ShouldBeGreaterThanOrEqualTo(samples);
    }
}
