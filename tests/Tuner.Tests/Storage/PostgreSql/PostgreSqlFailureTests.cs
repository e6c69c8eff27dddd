using KernelGen.Tuner.Storage;
using KernelGen.Tuning;
using Shouldly;
using Xunit;

namespace KernelGen.Tuner.Tests.Storage.PostgreSql;

/// <summary>What users read when a server does not do what they want; never their password.</summary>
[Collection(PostgreSqlCollection.Name)]
public sealed class PostgreSqlFailureTests(PostgreSqlFixture server)
{
    [Fact]
    public void A_server_that_is_not_there_is_named()
    {
        const string nowhere = "Host=127.0.0.1;Port=1;Database=tuning;Username=me;Password=Secret1";

        var error = Failure(() => TuningDatabaseWriter.Open(nowhere), "Secret1");

        error.Problem.ShouldBe(TuningDatabaseProblem.Unreachable);
        error.Message.ShouldContain("PostgreSQL database 'tuning' on 127.0.0.1:1 as me cannot be reached");
        var run = ToolRun.InProcess("show", "--db", nowhere);
        run.Code.ShouldBe(ExitCodes.WrongInput);
        run.Error.ShouldContain("cannot be reached");
    }

    [Fact]
    public void A_name_that_does_not_resolve_is_unreachable_too()
        => Failure(() => TuningDatabaseWriter.Open("postgres://me:Secret1@no-such-host.invalid/tuning"), "Secret1").Problem
            .ShouldBe(TuningDatabaseProblem.Unreachable);

    [Fact]
    public void A_wrong_password_is_told()
    {
        server.Require();
        var error = Failure(() => TuningDatabaseWriter.Open(server.Connection("postgres", password: "Wrong;Secret")), "Wrong;Secret", "Secret");

        error.Problem.ShouldBe(TuningDatabaseProblem.Inaccessible);
        error.Message.ShouldContain("does not let this user in");
        error.Message.ShouldContain("password");
    }

    [Fact]
    public void A_missing_password_is_told()
    {
        server.Require();
        var error = Failure(() => TuningDatabaseWriter.Open($"Host=127.0.0.1;Port={server.Port};Database=postgres;Username=kernelgen_tests;Passfile=/dev/null"));

        error.Problem.ShouldBe(TuningDatabaseProblem.Inaccessible);
        error.Message.ShouldContain("No password");
    }

    [Fact]
    public void A_database_that_does_not_exist_is_named_with_the_way_to_make_it()
    {
        server.Require();
        var error = Failure(() => TuningDatabaseWriter.Open(server.Connection("absent")), PostgreSqlFixture.Password);

        error.Problem.ShouldBe(TuningDatabaseProblem.Inaccessible);
        error.Message.ShouldContain("CREATE DATABASE \"absent\"");
    }

    [Fact]
    public void A_reader_that_may_only_read_reads_and_is_told_what_a_tuner_needs()
    {
        var location = server.NewDatabase();
        var row = TestRows.Row("cpu.simd/q48-k128-w512", 10);
        using (var writer = TuningDatabaseWriter.Open(location))
            writer.Add(row);
        PostgreSqlFixture.Execute(location, """
            CREATE ROLE app LOGIN PASSWORD 'Secret1'; GRANT USAGE ON SCHEMA kernelgen TO app; GRANT SELECT ON ALL TABLES IN SCHEMA kernelgen TO app;
            CREATE ROLE stranger LOGIN PASSWORD 'Secret1'
            """);
        var name = DatabaseName(location);
        string app = server.Connection(name, "app", "Secret1"), stranger = server.Connection(name, "stranger", "Secret1");

        using (var reader = TuningDatabaseReader.Open(app)!)
            reader.Rows().ShouldBe([row]);
        // The tables are up to date, so opening changes nothing; the first measurement does.
        using (var writer = TuningDatabaseWriter.Open(app))
            Failure(() => writer.Add(row), "Secret1").Message.ShouldContain("A tuner needs INSERT and UPDATE");
        Failure(() => TuningDatabaseReader.Open(stranger), "Secret1").Message.ShouldContain("GRANT USAGE ON SCHEMA kernelgen");
    }

    [Fact]
    public void A_user_who_may_not_create_tables_is_told_who_can()
    {
        var location = server.NewDatabase();
        PostgreSqlFixture.Execute(location, "CREATE ROLE guest LOGIN PASSWORD 'Secret1'");

        var error = Failure(() => TuningDatabaseWriter.Open(server.Connection(DatabaseName(location), "guest", "Secret1")), "Secret1");

        error.Problem.ShouldBe(TuningDatabaseProblem.Inaccessible);
        error.Message.ShouldContain("CREATE on the database");
    }

    [Fact]
    public void A_namespace_that_was_made_for_the_tuner_is_enough()
    {
        var location = server.NewDatabase();
        PostgreSqlFixture.Execute(location, "CREATE ROLE owner LOGIN PASSWORD 'Secret1'; CREATE SCHEMA kernelgen AUTHORIZATION owner");

        using var writer = TuningDatabaseWriter.Open(server.Connection(DatabaseName(location), "owner", "Secret1"));
        writer.Add(TestRows.Row("cpu.simd/q48-k128-w512", 10)).ShouldBeGreaterThan(0);
    }

    [Fact]
    public void A_connection_that_is_cut_while_tuning_is_told_and_what_was_stored_stays()
    {
        var location = server.NewDatabase();
        var row = TestRows.Row("cpu.simd/q48-k128-w512", 10);
        using var writer = TuningDatabaseWriter.Open(location);
        writer.Add(row);
        PostgreSqlFixture.Execute(
            location, "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()");

        Failure(() => writer.Add(row with { ToolVersion = "2" }), PostgreSqlFixture.Password).Problem.ShouldBe(TuningDatabaseProblem.Unreachable);

        using var reader = TuningDatabaseReader.Open(location)!;
        reader.Rows().ShouldBe([row]);
    }

    [Fact]
    public void A_zero_character_in_a_message_is_no_failure()
    {
        var location = server.NewDatabase();
        using var writer = TuningDatabaseWriter.Open(location);

        writer.Add(TestRows.Row("cpu.simd/q48-k128-w512", 10) with { Message = "cut\0short" });

        using var reader = TuningDatabaseReader.Open(location)!;
        reader.Rows().Single().Message.ShouldBe("cut\uFFFDshort");
    }

    private static string DatabaseName(string location) => new Npgsql.NpgsqlConnectionStringBuilder(location).Database!;

    private static TuningDatabaseException Failure(Action action, params string[] secrets)
    {
        var error = Should.Throw<TuningDatabaseException>(action);
        foreach (var secret in secrets)
            error.Message.ShouldNotContain(secret);
        return error;
    }
}
