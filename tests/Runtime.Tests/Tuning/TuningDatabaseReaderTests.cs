using KernelGen.Tuning;
using Shouldly;
using Xunit;

namespace KernelGen.Runtime.Tests.Tuning;

public sealed class TuningDatabaseReaderTests : IDisposable
{
    private readonly TestDatabase _database = new();

    public void Dispose() => _database.Dispose();

    [Fact]
    public void An_absent_or_empty_file_is_no_database_and_is_not_created()
    {
        TuningDatabaseReader.Open(_database.Path).ShouldBeNull();
        File.Exists(_database.Path).ShouldBeFalse();

        File.WriteAllBytes(_database.Path, []);
        TuningDatabaseReader.Open(_database.Path).ShouldBeNull();
    }

    [Fact]
    public void A_damaged_file_is_reported_and_left_as_it_is()
    {
        var content = new string('x', 5000);
        File.WriteAllText(_database.Path, content);

        var error = Should.Throw<TuningDatabaseException>(() => TuningDatabaseReader.Open(_database.Path));

        error.Problem.ShouldBe(TuningDatabaseProblem.Corrupt);
        error.Message.ShouldContain(_database.Path);
        File.ReadAllText(_database.Path).ShouldBe(content);
    }

    [Fact]
    public void A_newer_schema_is_reported_with_both_versions()
    {
        _database.Create();
        _database.Execute("PRAGMA user_version = 9");

        var error = Should.Throw<TuningDatabaseException>(() => TuningDatabaseReader.Open(_database.Path));

        error.Problem.ShouldBe(TuningDatabaseProblem.NewerSchema);
        error.Message.ShouldContain("schema 9");
        error.Message.ShouldContain("knows schema 2");
    }

    [Fact]
    public void A_status_of_a_later_version_is_skipped()
    {
        _database.Create();
        _database.Add("cpu.simd/q48-k128-w512", 10);
        _database.Execute("UPDATE measurement SET status = 'paused'");
        _database.Add("cpu.simd/q24-k64-w512", 11);

        using var reader = TuningDatabaseReader.Open(_database.Path)!;

        reader.Rows().Single().Key.Variant.ShouldBe("cpu.simd/q24-k64-w512");
    }

    [Fact]
    public void A_file_can_be_read_without_its_lock_files()
    {
        _database.Create();
        _database.Add("cpu.simd/q48-k128-w512", 10);

        using var connection = SqliteConnection.OpenImmutable(_database.Path);

        connection.Scalar("SELECT count(*) FROM measurement").ShouldBe(1);
    }

    [Fact]
    public void A_program_without_the_package_for_servers_is_told_which_to_reference()
    {
        const string location = "Host=db;Database=tuning;Password=Secret1";

        var error = Should.Throw<TuningDatabaseException>(() => TuningDatabaseReader.Open(location));

        error.Problem.ShouldBe(TuningDatabaseProblem.Inaccessible);
        error.Message.ShouldContain("KernelGen.PostgreSql");
        error.Message.ShouldNotContain("Secret1");
        TuningDatabaseLocation.Describe(location).ShouldBe("a PostgreSQL database");
    }

    [Fact]
    public void Latest_keeps_the_newest_row_of_every_key_that_was_brought_to_an_end()
    {
        _database.Create();
        _database.Add("cpu.simd/q48-k128-w512", 10);
        _database.Add("cpu.simd/q48-k128-w512", 20);
        _database.Add("cpu.simd/q48-k128-w512", 5, samples: 2);

        using var reader = TuningDatabaseReader.Open(_database.Path)!;

        reader.Rows().Count.ShouldBe(3);
        reader.Latest().Single().Median.ShouldBe(20);
    }
}
