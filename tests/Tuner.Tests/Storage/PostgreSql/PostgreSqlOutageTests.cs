using KernelGen.Tuner.Data;
using KernelGen.Tuner.Reports;
using KernelGen.Tuner.Search;
using KernelGen.Tuner.Search.Strategies;
using KernelGen.Tuner.Storage;
using KernelGen.Tuner.Tests.Search;
using KernelGen.Tuning;
using Shouldly;
using Xunit;

namespace KernelGen.Tuner.Tests.Storage.PostgreSql;

/// <summary>A server that goes away while a tuner is at work.</summary>
[Collection(PostgreSqlCollection.Name)]
public sealed class PostgreSqlOutageTests(PostgreSqlFixture server)
{
    private readonly List<string> _told = [];
    private bool _isRestarted;

    private Patience Patience => new(TimeSpan.FromSeconds(30), _told.Add);

    [Fact]
    public void A_tuner_goes_on_when_the_server_is_restarted_in_the_middle()
    {
        var location = server.NewDatabase();
        var target = new PlantedTarget { OnRun = _ => RestartOnce(location) };
        var options = new TuneOptions { Shapes = [new(1, 1, 1, 4, 8)], Budget = TimeSpan.FromMilliseconds(400), Threads = 1 };

        using (var database = TuningDatabaseWriter.Open(location, Patience))
        {
            var session = new TuneSession(target, SearchStrategies.Default, database, new PlainTuneProgress(TextWriter.Null), options);
            session.Tune(new DataSource(TestSpecs.Entry("Demo.TinyCausal", TestSpecs.Causal), GivenData.None), TestContext.Current.CancellationToken).Measured.ShouldBe(2);
        }

        _told.Count.ShouldBe(2, string.Join("\n", _told));
        _told[0].ShouldContain("Waiting for it for up to 30 seconds");
        _told[1].ShouldContain("is back; nothing was lost.");
        var measured = TestStore.Rows(location).Where(row => row.Status == TuningStatus.Ok).ToList();
        measured.Select(row => row.Key.Variant).ShouldBe([PlantedTarget.Good, PlantedTarget.Small], ignoreOrder: true);
        measured.ShouldAllBe(row => row.Times.Count == row.Samples && row.Samples >= 3);
    }

    [Fact]
    public async Task A_measurement_waits_for_a_server_that_is_away_for_a_moment()
    {
        var location = server.NewDatabase();
        var row = TestRows.Row("cpu.simd/q48-k128-w512", 10);
        using var writer = TuningDatabaseWriter.Open(location, Patience);
        var id = writer.Add(row);
        server.Stop();

        var updating = Task.Run(() => writer.Update(id, row with { Samples = 10, Median = 11 }), TestContext.Current.CancellationToken);
        await Task.Delay(TimeSpan.FromSeconds(1), TestContext.Current.CancellationToken);
        updating.IsCompleted.ShouldBeFalse();
        server.Start().ShouldBeTrue();
        await updating;

        TestStore.Rows(location).ShouldHaveSingleItem().Median.ShouldBe(11);
    }

    [Fact]
    public void A_measurement_that_was_stored_just_before_the_connection_broke_is_not_stored_twice()
    {
        var location = server.NewDatabase();
        var row = TestRows.Row("cpu.simd/q48-k128-w512", 10);
        using var writer = TuningDatabaseWriter.Open(location, Patience);
        // As if the server had gone away between storing it and saying so.
        TestStore.Fill(location, row);
        Cut(location);

        var id = writer.Add(row);

        writer.Update(id, row with { Median = 12 });
        TestStore.Rows(location).ShouldHaveSingleItem().Median.ShouldBe(12);
        Cut(location);
        writer.Add(row with { ToolVersion = "2" });
        TestStore.Rows(location).Count.ShouldBe(2);
    }

    [Fact]
    public void Files_are_added_once_and_rows_deleted_when_the_connection_breaks()
    {
        var location = server.NewDatabase();
        TuningRow[] rows = [TestRows.Row("cpu.simd/q48-k128-w512", 10), TestRows.Row("cpu.simd/q24-k64-w512", 20)];
        using var writer = TuningDatabaseWriter.Open(location, Patience);

        Cut(location);
        writer.AddMissing(rows).ShouldBe(2);
        Cut(location);
        writer.Delete([rows[0]]).ShouldBe(1);

        TestStore.Rows(location).ShouldBe([rows[1]]);
    }

    [Fact]
    public void A_server_that_stays_away_is_an_error_in_the_end()
    {
        var location = server.NewDatabase();
        using var writer = TuningDatabaseWriter.Open(location, Patience with { Longest = TimeSpan.FromSeconds(1) });
        server.Stop();
        try
        {
            Should.Throw<TuningDatabaseException>(() => writer.Add(TestRows.Row("cpu.simd/q48-k128-w512", 10))).Problem.ShouldBe(TuningDatabaseProblem.Unreachable);
            _told.ShouldHaveSingleItem();
        }
        finally
        {
            server.Start();
        }
    }

    private void RestartOnce(string location)
    {
        if (_isRestarted || !TestStore.Rows(location).Any(row => row.Status == TuningStatus.Ok))
            return;
        _isRestarted = true;
        server.Stop();
        server.Start();
    }

    private static void Cut(string location) => PostgreSqlFixture.Execute(
        location, "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()");
}
