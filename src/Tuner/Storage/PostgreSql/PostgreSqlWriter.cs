using KernelGen.Tuning;
using KernelGen.Tuning.PostgreSql;

namespace KernelGen.Tuner.Storage.PostgreSql;

/// <summary>Writes to a PostgreSQL server.</summary>
internal sealed class PostgreSqlWriter : TuningDatabaseWriter
{
    private const string Insert =
        $"INSERT INTO {PostgreSqlSchema.Table} ({TuningColumns.Names}) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, "
        + "$17, $18, $19, $20, $21, $22, $23, $24, $25) RETURNING id";

    private const string UpdateSamples =
        $"UPDATE {PostgreSqlSchema.Table} SET samples = $1, median_us = $2, p20_us = $3, p80_us = $4, times_us = $5, time = $6 WHERE id = $7 AND key IN ($8, $9)";

    private const string OfIdentity = $"FROM {PostgreSqlSchema.Table} WHERE key IN ($1, $2) AND time = $3 AND tool_version = $4";

    private readonly LastingConnection _connection;

    private PostgreSqlWriter(string location, LastingConnection connection)
    {
        Location = location;
        _connection = connection;
    }

    /// <inheritdoc/>
    public override string Location { get; }

    /// <inheritdoc/>
    public override string Name => _connection.Address.ToString();

    /// <summary>Connects and brings the tables up to date.</summary>
    /// <param name="location">What names the database.</param>
    /// <param name="address">The same, read.</param>
    /// <param name="patience">How long to wait for a server that goes away later; one that is not there now fails at once.</param>
    /// <exception cref="TuningDatabaseException">It cannot be used.</exception>
    public static PostgreSqlWriter OpenDatabase(string location, PostgreSqlAddress address, Patience patience)
        => new(location, new LastingConnection(() => Connect(address), patience));

    /// <inheritdoc/>
    public override long Add(TuningRow row) => _connection.Do(
        (connection, isAgain) => isAgain && connection.Scalar("SELECT id " + OfIdentity, Identity(row)) is > 0 and var id ? id : Add(connection, row));

    /// <inheritdoc/>
    public override int AddMissing(IReadOnlyList<TuningRow> rows) => _connection.Do((connection, _) =>
    {
        var added = 0;
        connection.InTransaction(() =>
        {
            // Of two that add the same file at once, the second must see what the first has added.
            PostgreSqlMigration.Lock(connection);
            foreach (var row in rows.Where(row => !Contains(connection, row)))
            {
                Add(connection, row);
                added++;
            }
        });
        return added;
    });

    /// <inheritdoc/>
    public override int Delete(IReadOnlyList<TuningRow> rows) => _connection.Do((connection, _) =>
    {
        var deleted = 0;
        connection.InTransaction(() => deleted = rows.Sum(row => connection.Execute("DELETE " + OfIdentity, Identity(row))));
        return deleted;
    });

    /// <inheritdoc/>
    public override void Dispose() => _connection.Dispose();

    /// <inheritdoc/>
    protected override bool TryUpdate(long id, TuningRow row)
        => _connection.Do((connection, _) => connection.Execute(UpdateSamples, [.. Progress(row), id, row.Key.ToString(), row.Key.WithoutGroup()])) > 0;

    private static PostgreSqlConnection Connect(PostgreSqlAddress address)
    {
        var connection = PostgreSqlConnection.Open(address);
        try
        {
            PostgreSqlMigration.Run(connection);
            return connection;
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }

    private static long Add(PostgreSqlConnection connection, TuningRow row) => connection.Scalar(Insert, TuningColumns.Values(row));

    private static bool Contains(PostgreSqlConnection connection, TuningRow row) => connection.Scalar("SELECT count(*) " + OfIdentity, Identity(row)) > 0;
}
