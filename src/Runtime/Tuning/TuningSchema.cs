namespace KernelGen.Tuning;

/// <summary>The tables of the tuning database and their version.</summary>
internal static class TuningSchema
{
    /// <summary>The version this code reads and writes, kept in SQLite's <c>user_version</c>.</summary>
    public const int Version = 1;

    /// <summary>"KGEN" in ASCII, kept in SQLite's <c>application_id</c>, so that no other program's file is taken for ours.</summary>
    public const int ApplicationId = 0x4B47454E;

    /// <summary>The columns in the order in which they are written and read.</summary>
    public const string Columns =
        "key, spec_hash, emitter_version, family, variant, device_key, bucket_heads, bucket_queries, bucket_keys, spec_name, spec_text, "
        + "status, message, shape, threads, samples, median_us, p20_us, p80_us, max_error, tool_version, time, environment, comment";

    private static readonly string[] Statements =
    [
        """
        CREATE TABLE measurement (
            id INTEGER PRIMARY KEY,
            key TEXT NOT NULL,
            spec_hash TEXT NOT NULL,
            emitter_version INTEGER NOT NULL,
            family TEXT NOT NULL,
            variant TEXT NOT NULL,
            device_key TEXT NOT NULL,
            bucket_heads INTEGER NOT NULL,
            bucket_queries INTEGER NOT NULL,
            bucket_keys INTEGER NOT NULL,
            spec_name TEXT NOT NULL,
            spec_text TEXT NOT NULL,
            status TEXT NOT NULL,
            message TEXT NOT NULL,
            shape TEXT NOT NULL,
            threads INTEGER NOT NULL,
            samples INTEGER NOT NULL,
            median_us REAL,
            p20_us REAL,
            p80_us REAL,
            max_error REAL,
            tool_version TEXT NOT NULL,
            time TEXT NOT NULL,
            environment TEXT NOT NULL,
            comment TEXT NOT NULL
        )
        """,
        "CREATE INDEX measurement_key ON measurement (key)",
        "CREATE INDEX measurement_spec ON measurement (spec_hash, device_key)",
    ];

    /// <summary>Creates the tables in a new file, or throws when the file is not ours or too new. For writers.</summary>
    public static void Prepare(SqliteConnection connection) => connection.InTransaction(() =>
    {
        if (IsNew(connection))
        {
            foreach (var statement in Statements)
                connection.Execute(statement);
            connection.Execute(FormattableString.Invariant($"PRAGMA application_id = {ApplicationId}"));
            connection.Execute(FormattableString.Invariant($"PRAGMA user_version = {Version}"));
        }
        Verify(connection);
    });

    /// <summary>Whether the file holds nothing yet.</summary>
    public static bool IsNew(SqliteConnection connection)
        => connection.Scalar("PRAGMA user_version") == 0 && connection.Scalar("SELECT count(*) FROM sqlite_master") == 0;

    /// <summary>Throws unless the file is a tuning database that this code can read.</summary>
    public static void Verify(SqliteConnection connection)
    {
        if (connection.Scalar("PRAGMA application_id") != ApplicationId)
        {
            throw new TuningDatabaseException(
                TuningDatabaseProblem.Foreign, $"'{connection.Path}' is a SQLite database of another program, not a tuning database.");
        }
        var version = connection.Scalar("PRAGMA user_version");
        if (version > Version)
        {
            throw new TuningDatabaseException(
                TuningDatabaseProblem.NewerSchema,
                $"The tuning database '{connection.Path}' has schema {version}, written by a newer KernelGen; this one knows schema "
                    + $"{Version}. Update KernelGen, or name another file with --db or {TuningDatabaseLocation.Variable}.");
        }
    }
}
