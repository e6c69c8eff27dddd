using System.Diagnostics;
using KernelGen.Runtime.Tests.Tuning;
using KernelGen.Selection;
using KernelGen.Tuner.Storage;
using KernelGen.Tuning;
using Shouldly;
using Xunit;

namespace KernelGen.Tuner.Tests.Storage;

/// <summary>What every store of tuning results does; the classes that derive say where it is.</summary>
public abstract class TuningStoreSuite : IDisposable
{
    private protected static readonly TuningRow Sample = TestRows.Row("cpu.simd/q48-k128-w512", 1234.5);

    // Long enough that all of them overlap for most of the time.
    private static readonly double SecondsOfUse = TestEffort.IsFull ? 60 : 3;

    /// <summary>A store of the test's own, which holds nothing at first.</summary>
    private protected abstract string Location { get; }

    private protected abstract void CreateVersion1(TuningKey key);

    private protected abstract void SetVersion(int version);

    private protected abstract int Version { get; }

    private protected abstract void CreateForeignTable();

    public virtual void Dispose() => GC.SuppressFinalize(this);

    [Fact]
    public void Every_field_of_a_row_survives()
    {
        using var culture = new CommaCulture();
        var failed = TestRows.Row("cpu.simd/q24-k64-w512", 0, status: TuningStatus.WrongResult) with
        {
            MaxError = double.PositiveInfinity, Message = "bad\r\n\tmark: ✗",
        };
        using (var writer = TuningDatabaseWriter.Open(Location))
        {
            writer.Add(Sample);
            writer.Add(failed);
        }

        using var reader = TuningDatabaseReader.Open(Location)!;
        reader.Rows().ShouldBe([Sample, failed]);
        reader.Rows("aaaa").Count.ShouldBe(2);
        reader.Rows("bbbb").ShouldBeEmpty();
    }

    [Fact]
    public void A_measurement_from_before_buckets_knew_the_group_is_found_by_its_shape_and_goes_by_either_key()
    {
        // As an older tool wrote it: the key and the columns without the group.
        var bucket = new ShapeBucket(32, 1, 8192);
        var older = Sample with { Key = Sample.Key with { Bucket = bucket }, Shape = "B1,Hq32,Hkv8,Nq1,Nk8192" };
        using var writer = TuningDatabaseWriter.Open(Location);
        var id = writer.Add(older);

        var read = TestStore.Rows(Location).ShouldHaveSingleItem();
        read.Key.Bucket.ShouldBe(bucket with { GroupSize = 4 });
        writer.AddMissing([read]).ShouldBe(0);
        writer.Update(id, read).ShouldBe(id);
        writer.Delete([read]).ShouldBe(1);
        TestStore.Rows(Location).ShouldBeEmpty();
    }

    [Fact]
    public void A_measurement_that_goes_on_is_refreshed_in_place()
    {
        using var writer = TuningDatabaseWriter.Open(Location);
        writer.Add(Sample with { Median = 1 });
        var id = writer.Add(Sample);
        var longer = Sample with { Samples = 10, Median = 900, Times = [.. Sample.Times, 900], Time = Sample.Time.AddTicks(1) };

        writer.Update(id, longer);

        using var reader = TuningDatabaseReader.Open(Location)!;
        reader.Rows().ShouldBe([Sample with { Median = 1 }, longer]);
    }

    [Fact]
    public void A_measurement_that_was_deleted_while_it_went_on_is_added_again_and_touches_no_other()
    {
        using var writer = TuningDatabaseWriter.Open(Location);
        var first = writer.Add(Sample);
        var other = TestRows.Row("cpu.simd/q24-k64-w512", 10);
        using (var pruner = TuningDatabaseWriter.Open(Location))
        {
            pruner.Delete([Sample]);
            pruner.Add(other);
        }
        var longer = Sample with { Samples = 10, Median = 900, Times = [.. Sample.Times, 900], Time = Sample.Time.AddTicks(1) };

        var second = writer.Update(first, Sample);
        writer.Update(second, longer).ShouldBe(second);

        using var reader = TuningDatabaseReader.Open(Location)!;
        reader.Rows().ShouldBe([other, longer], ignoreOrder: true);
    }

    [Fact]
    public void What_is_there_already_is_not_added_again_and_one_failure_adds_nothing()
    {
        using var writer = TuningDatabaseWriter.Open(Location);
        writer.Add(Sample);
        TuningRow[] others = [Sample with { Time = Sample.Time.AddTicks(1) }, Sample with { ToolVersion = "2" }, Sample with { Key = Sample.Key with { EmitterVersion = 2 } }];

        writer.AddMissing([Sample, .. others, others[0]]).ShouldBe(3);
        Should.Throw<Exception>(() => writer.AddMissing([Sample with { ToolVersion = "3" }, Sample with { ToolVersion = "4", Environment = null! }]));

        using var reader = TuningDatabaseReader.Open(Location)!;
        reader.Rows().ShouldBe([Sample, .. others], ignoreOrder: true);
    }

    [Fact]
    public void Measurements_are_deleted_by_key_time_and_tool()
    {
        using var writer = TuningDatabaseWriter.Open(Location);
        TuningRow[] rows = [Sample, Sample with { Time = Sample.Time.AddTicks(1) }, Sample with { ToolVersion = "2" }];
        writer.AddMissing(rows);

        writer.Delete([rows[1], Sample with { ToolVersion = "absent" }]).ShouldBe(1);

        using var reader = TuningDatabaseReader.Open(Location)!;
        reader.Rows().ShouldBe([rows[0], rows[2]], ignoreOrder: true);
    }

    [Fact]
    public void Several_writers_make_one_new_store()
    {
        AllAtOnce(6, i =>
        {
            using var writer = TuningDatabaseWriter.Open(Location);
            writer.Add(TestRows.Row(FormattableString.Invariant($"cpu.simd/q{i + 1}-k64-w512"), 10));
        });

        using var reader = TuningDatabaseReader.Open(Location)!;
        reader.Rows().Count.ShouldBe(6);
    }

    [Fact]
    public void A_writer_brings_an_old_store_up_to_date_and_keeps_its_rows()
    {
        CreateVersion1(Sample.Key);
        var fresh = TestRows.Row("cpu.simd/q24-k64-w512", 10) with { Time = Sample.Time.AddDays(1) };

        using (var writer = TuningDatabaseWriter.Open(Location))
        {
            writer.SetAside.ShouldBeNull();
            writer.Add(fresh);
        }

        Version.ShouldBe(TuningColumns.Version);
        using var reader = TuningDatabaseReader.Open(Location)!;
        reader.Rows().Select(row => row.Times.Count).ShouldBe([0, 9]);
        var old = reader.Rows()[0];
        (old.Key, old.Median, old.Samples, old.Comment, old.SpecText).ShouldBe((Sample.Key, 100.5, 9, "old remark", "old text"));
        reader.Rows()[1].ShouldBe(fresh);
    }

    [Fact]
    public void A_reader_reads_an_old_store_and_leaves_it_as_it_is()
    {
        CreateVersion1(Sample.Key);

        using var reader = TuningDatabaseReader.Open(Location)!;

        reader.Rows().Single().Median.ShouldBe(100.5);
        reader.Rows("aaaa").Single().Times.ShouldBeEmpty();
        Version.ShouldBe(1);
    }

    [Fact]
    public void Several_writers_bring_an_old_store_up_to_date_once_while_a_reader_reads()
    {
        CreateVersion1(Sample.Key);
        using var early = TuningDatabaseReader.Open(Location)!;

        AllAtOnce(6, i =>
        {
            using var writer = TuningDatabaseWriter.Open(Location);
            writer.Add(TestRows.Row(FormattableString.Invariant($"cpu.simd/q{i + 1}-k64-w512"), 10));
        });

        early.Rows().Count.ShouldBe(7);
        Version.ShouldBe(TuningColumns.Version);
    }

    [Fact]
    public void A_newer_store_is_refused_by_writers_and_readers()
    {
        TuningDatabaseWriter.Open(Location).Dispose();
        SetVersion(7);

        var written = Should.Throw<TuningDatabaseException>(() => TuningDatabaseWriter.Open(Location));
        var read = Should.Throw<TuningDatabaseException>(() => TuningDatabaseReader.Open(Location));

        foreach (var error in new[] { written, read })
        {
            error.Problem.ShouldBe(TuningDatabaseProblem.NewerSchema);
            error.Message.ShouldContain("schema 7");
            error.Message.ShouldContain("this one knows schema 2");
            error.Message.ShouldContain("Update KernelGen");
        }
        Version.ShouldBe(7);
        var run = ToolRun.InProcess("show", "--db", Location);
        run.Code.ShouldBe(ExitCodes.WrongInput);
        run.Error.ShouldContain("schema 7");
    }

    [Fact]
    public void Tables_of_another_program_are_refused_and_left_alone()
    {
        CreateForeignTable();

        var error = Should.Throw<TuningDatabaseException>(() => TuningDatabaseWriter.Open(Location));

        error.Problem.ShouldBe(TuningDatabaseProblem.Foreign);
        error.Message.ShouldContain("another program");
        Should.Throw<TuningDatabaseException>(() => TuningDatabaseReader.Open(Location)).Problem.ShouldBe(TuningDatabaseProblem.Foreign);
    }

    [Fact]
    public void A_store_with_nothing_in_it_is_none_for_readers()
    {
        TuningDatabaseReader.Open(Location).ShouldBeNull();
        ToolRun.InProcess("show", "--db", Location).Error.ShouldContain("There is no tuning database");
    }

    [Fact]
    public void Four_tuners_write_and_four_programs_read_and_nothing_is_lost()
    {
        // The store is made by whoever comes first.
        var writers = Enumerable.Range(1, 4).Select(i => new WriterProcess(Location, FormattableString.Invariant($"spec{i}"), SecondsOfUse)).ToList();
        using var done = new CancellationTokenSource();
        var readers = writers.Select(writer => Task.Run(() => Watch(writer.Spec, done.Token))).ToList();

        var ends = writers.Select(writer => writer.Finish()).ToList();
        done.Cancel();

        ends.ShouldAllBe(end => end.Code == 0 && end.Error.Length == 0, string.Join("\n", ends.Select(end => end.Error)));
        var reads = readers.Select(reader => reader.GetAwaiter().GetResult()).ToList();
        reads.ShouldAllBe(count => count > 0);
        using var all = TuningDatabaseReader.Open(Location)!;
        foreach (var writer in writers)
        {
            var rows = all.Rows(writer.Spec);
            rows.Count.ShouldBe(writer.Stored.Count);
            rows.ShouldAllBe(row => row.Samples == 5 && row.Times.Count == 5);
            rows.Count.ShouldBePositive();
            writer.Dispose();
        }
        TestContext.Current.TestOutputHelper?.WriteLine(
            $"rows: {string.Join(", ", writers.Select(writer => writer.Stored.Count))}; reads: {string.Join(", ", reads)}; seconds: {SecondsOfUse}");
    }

    // On threads of their own that start together: a pool would run them one after the other.
    private static void AllAtOnce(int count, Action<int> action)
    {
        using var start = new Barrier(count);
        var tasks = Enumerable.Range(0, count).Select(i => Task.Factory.StartNew(
            () =>
            {
                start.SignalAndWait();
                action(i);
            },
            TestContext.Current.CancellationToken, TaskCreationOptions.LongRunning, TaskScheduler.Default)).ToArray();
        Task.WaitAll(tasks);
    }

    // Reads as programs do, opening anew each time: what was there once stays, and no row is ever half-written.
    private int Watch(string spec, CancellationToken cancellation)
    {
        var (reads, before) = (0, 0);
        while (!cancellation.IsCancellationRequested)
        {
            using var reader = TuningDatabaseReader.Open(Location);
            var rows = reader?.Rows(spec) ?? [];
            rows.Count.ShouldBeGreaterThanOrEqualTo(before);
            rows.ShouldAllBe(row => row.Times.Count == row.Samples);
            (reads, before) = (reads + (rows.Count > 0 ? 1 : 0), rows.Count);
            Thread.Sleep(20);
        }
        return reads;
    }
}
