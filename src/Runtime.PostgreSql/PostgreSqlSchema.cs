using System.Globalization;

namespace KernelGen.Tuning.PostgreSql;

/// <summary>Where the tables lie in a database that others may use too, and which version they have.</summary>
internal static class PostgreSqlSchema
{
    /// <summary>The schema, in PostgreSQL's sense, that holds the tables.</summary>
    public const string Namespace = "kernelgen";

    /// <summary>The table of measurements.</summary>
    public const string Table = $"{Namespace}.{TableName}";

    /// <summary>The table whose one row holds the version of the tables.</summary>
    public const string VersionTable = $"{Namespace}.{VersionTableName}";

    private const string TableName = "measurement", VersionTableName = "schema_version";

    /// <summary>The version of the tables; 0 where there are none yet.</summary>
    /// <exception cref="TuningDatabaseException">They are another program's, or newer than this one.</exception>
    public static int VersionOf(PostgreSqlConnection connection)
    {
        // In this order: both tables appear at once, so whoever sees ours sees its version from then on.
        if (!Exists(connection, TableName))
            return 0;
        if (!Exists(connection, VersionTableName))
        {
            throw new TuningDatabaseException(
                TuningDatabaseProblem.Foreign,
                $"The {connection.Address} has a table {Table} of another program. Name another database with --db or {TuningDatabaseLocation.Variable}.");
        }
        var version = (int)connection.Scalar($"SELECT max(version)::bigint FROM {VersionTable}");
        if (version <= TuningColumns.Version)
            return version;
        throw new TuningDatabaseException(
            TuningDatabaseProblem.NewerSchema,
            string.Create(
                CultureInfo.InvariantCulture,
                $"The {connection.Address} has schema {version}, written by a newer KernelGen; this one knows schema {TuningColumns.Version}. Update "
                    + $"KernelGen, or name another database with --db or {TuningDatabaseLocation.Variable}."));
    }

    // A query of the catalogue and not to_regclass, which answers from a cache: within a transaction that waited for another one to make the
    // tables, it still denies that there are any.
    private static bool Exists(PostgreSqlConnection connection, string table) => connection.Scalar(
        "SELECT count(*) FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace WHERE n.nspname = $1 AND c.relname = $2",
        Namespace, table) > 0;
}
