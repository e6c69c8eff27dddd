using System.Net.Sockets;
using Npgsql;

namespace KernelGen.Tuning.PostgreSql;

/// <summary>Turns PostgreSQL's and Npgsql's failures into messages that say what to do and never hold a password.</summary>
internal static class PostgreSqlFailure
{
    /// <summary>The failure in our words; null when it is none of the server's.</summary>
    public static TuningDatabaseException? Describe(PostgreSqlAddress address, Exception error) => error switch
    {
        TuningDatabaseException => null,
        PostgresException refused => Of(address, Refusal(address, refused)),
        _ when IsUnreachable(error) => Of(address, (
            TuningDatabaseProblem.Unreachable, $"cannot be reached ({error.GetBaseException().Message}). See that the server runs and that the address is right")),
        NpgsqlException => Of(address, (TuningDatabaseProblem.Inaccessible, $"refuses to be used ({error.GetBaseException().Message})")),
        _ => null,
    };

    // The codes are PostgreSQL's own (its manual, appendix A).
    private static (TuningDatabaseProblem Problem, string What) Refusal(PostgreSqlAddress address, PostgresException error) => error.SqlState switch
    {
        PostgresErrorCodes.InvalidPassword or PostgresErrorCodes.InvalidAuthorizationSpecification => (
            TuningDatabaseProblem.Inaccessible, $"does not let this user in ({error.MessageText}). Check user name and password"),
        PostgresErrorCodes.InvalidCatalogName => (
            TuningDatabaseProblem.Inaccessible, $"does not exist on that server. Make it with: CREATE DATABASE \"{address.Settings.Database}\""),
        PostgresErrorCodes.InsufficientPrivilege => (TuningDatabaseProblem.Inaccessible, $"does not allow it to this user ({error.MessageText}). {Rights}"),
        PostgresErrorCodes.ReadOnlySqlTransaction => (
            TuningDatabaseProblem.Inaccessible, "is a read-only copy and cannot be written. Name the primary server with --db"),
        PostgresErrorCodes.DiskFull => (TuningDatabaseProblem.Inaccessible, "cannot grow: the server's disk is full"),
        PostgresErrorCodes.UndefinedTable or PostgresErrorCodes.UndefinedColumn or PostgresErrorCodes.DuplicateTable => (
            TuningDatabaseProblem.Foreign, $"has tables in schema {PostgreSqlSchema.Namespace} that are not ours ({error.MessageText}). Name another database"),
        PostgresErrorCodes.AdminShutdown or PostgresErrorCodes.CrashShutdown or PostgresErrorCodes.CannotConnectNow
            or PostgresErrorCodes.TooManyConnections => (TuningDatabaseProblem.Unreachable, $"is not available now ({error.MessageText})"),
        _ => (TuningDatabaseProblem.Failed, $"failed: {error.MessageText} (code {error.SqlState})"),
    };

    private const string Rights =
        $"A reader needs: GRANT USAGE ON SCHEMA {PostgreSqlSchema.Namespace} TO name; GRANT SELECT ON ALL TABLES IN SCHEMA "
            + $"{PostgreSqlSchema.Namespace} TO name. A tuner needs INSERT and UPDATE on {PostgreSqlSchema.Table} too, prune also DELETE, and the first "
            + "one CREATE on the database";

    private static TuningDatabaseException Of(PostgreSqlAddress address, (TuningDatabaseProblem Problem, string What) failure)
        => new(failure.Problem, Without(address.Settings.Password, $"The {address} {failure.What}."));

    private static bool IsUnreachable(Exception error)
        => error is TimeoutException or SocketException
            || (error is NpgsqlException && error.InnerException is { } inner && (inner is IOException || IsUnreachable(inner)));

    // No message that is known holds it; this holds whatever a later version may say.
    private static string Without(string? password, string message)
        => string.IsNullOrEmpty(password) || password.Length < 3 ? message : message.Replace(password, "***", StringComparison.Ordinal);
}
