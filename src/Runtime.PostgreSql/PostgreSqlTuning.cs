using KernelGen.Tuning;
using KernelGen.Tuning.PostgreSql;

namespace KernelGen;

/// <summary>Has this program read its tuning results from a PostgreSQL server.</summary>
/// <remarks>
/// Call <see cref="Use"/> once, before the first kernel runs: each spec reads its results on its first call and never again. A server that cannot
/// be reached does not stop the program: <c>Explain</c> says so, and selection goes on without measurements.
/// </remarks>
public static class PostgreSqlTuning
{
    /// <summary>Reads from a server from now on.</summary>
    /// <param name="connection">
    /// A connection string of Npgsql such as <c>Host=db;Database=tuning;Username=app</c>, or a URI such as <c>postgres://app@db/tuning</c>. Without
    /// one, what the environment variable KERNELGEN_DB names is read, be it a server or a file. A password may also come from PGPASSWORD or from the
    /// file that PGPASSFILE names.
    /// </param>
    /// <exception cref="ArgumentException">It is neither, or lacks the host; the message does not repeat it, because it may hold a password.</exception>
    public static void Use(string? connection = null)
    {
        if (connection is not null && !PostgreSqlAddress.TryParse(connection, out _, out var reason))
            throw new ArgumentException(reason, nameof(connection));
        Register();
        TuningDatabaseLocation.Named = connection;
    }

    /// <summary>Lets locations on servers be read, without naming one.</summary>
    internal static void Register() => TuningDatabaseLocation.Server ??= new PostgreSqlServer();
}
