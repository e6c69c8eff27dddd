namespace KernelGen.Tuning;

/// <summary>The tables of a tuning database in a SQLite file, whose version SQLite's <c>user_version</c> keeps.</summary>
internal static class SqliteSchema
{
    /// <summary>"KGEN" in ASCII, kept in SQLite's <c>application_id</c>, so that no other program's file is taken for ours.</summary>
    public const int ApplicationId = 0x4B47454E;

    // What leads from each version to the next, the first from an empty file. A step that was released is never changed.
    private static readonly string[][] Steps = [CreateVersion1, ToVersion2];

    private static string[] CreateVersion1 =>
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

    // With a default, so that a tuner of version 1 that has the file open goes on.
    private static string[] ToVersion2 => ["ALTER TABLE measurement ADD COLUMN times_us TEXT NOT NULL DEFAULT ''"];

    /// <summary>
    /// Creates the tables in a new file and brings an older one up to date, or throws when the file is not ours or too new. For writers.
    /// </summary>
    public static void Prepare(SqliteConnection connection) => connection.InTransaction(() =>
    {
        if (IsNew(connection))
            connection.Execute(FormattableString.Invariant($"PRAGMA application_id = {ApplicationId}"));
        Verify(connection);
        var version = VersionOf(connection);
        if (version == TuningColumns.Version)
            return;
        foreach (var statement in Steps[version..].SelectMany(step => step))
            connection.Execute(statement);
        connection.Execute(FormattableString.Invariant($"PRAGMA user_version = {TuningColumns.Version}"));
    });

    /// <summary>What to select from a verified file.</summary>
    public static string ColumnsOf(SqliteConnection connection) => TuningColumns.Of(VersionOf(connection));

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
        var version = VersionOf(connection);
        if (version > TuningColumns.Version)
        {
            throw new TuningDatabaseException(
                TuningDatabaseProblem.NewerSchema,
                $"The tuning database '{connection.Path}' has schema {version}, written by a newer KernelGen; this one knows schema "
                    + $"{TuningColumns.Version}. Update KernelGen, or name another file with --db or {TuningDatabaseLocation.Variable}.");
        }
    }

    private static int VersionOf(SqliteConnection connection) => (int)connection.Scalar("PRAGMA user_version");
}
