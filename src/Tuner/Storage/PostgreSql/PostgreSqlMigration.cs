using System.Globalization;
using KernelGen.Tuning;
using KernelGen.Tuning.PostgreSql;

namespace KernelGen.Tuner.Storage.PostgreSql;

/// <summary>Creates the tables and brings older ones up to date; the versions are those of the SQLite file.</summary>
internal static class PostgreSqlMigration
{
    // "KGEN" in ASCII: whoever else uses advisory locks on the same server hardly takes this one.
    private const long LockKey = 0x4B47454E;

    // What leads from each version to the next. A step that was released is never changed.
    private static readonly string[][] Steps = [CreateVersion1, ToVersion2];

    // The namespace is made apart from this, because a user who may not make one can be given one.
    private static string[] CreateVersion1 =>
    [
        $"CREATE TABLE {PostgreSqlSchema.VersionTable} (version INTEGER NOT NULL)",
        $"INSERT INTO {PostgreSqlSchema.VersionTable} VALUES (0)",
        $"""
        CREATE TABLE {PostgreSqlSchema.Table} (
            id BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
            key TEXT NOT NULL,
            spec_hash TEXT NOT NULL,
            emitter_version BIGINT NOT NULL,
            family TEXT NOT NULL,
            variant TEXT NOT NULL,
            device_key TEXT NOT NULL,
            bucket_heads BIGINT NOT NULL,
            bucket_queries BIGINT NOT NULL,
            bucket_keys BIGINT NOT NULL,
            spec_name TEXT NOT NULL,
            spec_text TEXT NOT NULL,
            status TEXT NOT NULL,
            message TEXT NOT NULL,
            shape TEXT NOT NULL,
            threads BIGINT NOT NULL,
            samples BIGINT NOT NULL,
            median_us DOUBLE PRECISION,
            p20_us DOUBLE PRECISION,
            p80_us DOUBLE PRECISION,
            max_error DOUBLE PRECISION,
            tool_version TEXT NOT NULL,
            time TEXT NOT NULL,
            environment TEXT NOT NULL,
            comment TEXT NOT NULL
        )
        """,
        $"CREATE INDEX measurement_key ON {PostgreSqlSchema.Table} (key)",
        $"CREATE INDEX measurement_spec ON {PostgreSqlSchema.Table} (spec_hash, device_key)",
    ];

    // With a default, so that a tuner of version 1 that is connected goes on.
    private static string[] ToVersion2 => [$"ALTER TABLE {PostgreSqlSchema.Table} ADD COLUMN times_us TEXT NOT NULL DEFAULT ''"];

    /// <summary>Brings the tables up to date, unless they are another program's or newer.</summary>
    public static void Run(PostgreSqlConnection connection)
    {
        // Without the lock in the ordinary case: it needs no right to create anything, and waits for nobody.
        if (PostgreSqlSchema.VersionOf(connection) == TuningColumns.Version)
            return;
        connection.InTransaction(() =>
        {
            Lock(connection);
            var version = PostgreSqlSchema.VersionOf(connection);
            if (version == 0 && connection.Scalar($"SELECT count(*) FROM pg_namespace WHERE nspname = '{PostgreSqlSchema.Namespace}'") == 0)
                connection.Execute($"CREATE SCHEMA {PostgreSqlSchema.Namespace}");
            foreach (var statement in Steps[version..].SelectMany(step => step))
                connection.Execute(statement);
            connection.Execute(string.Create(CultureInfo.InvariantCulture, $"UPDATE {PostgreSqlSchema.VersionTable} SET version = {TuningColumns.Version}"));
        });
    }

    /// <summary>Makes the transactions that take it follow one another.</summary>
    public static void Lock(PostgreSqlConnection connection) => connection.Execute("SELECT pg_advisory_xact_lock($1)", LockKey);
}
