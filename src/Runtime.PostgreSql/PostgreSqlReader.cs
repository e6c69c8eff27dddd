namespace KernelGen.Tuning.PostgreSql;

/// <summary>Reads a tuning database on a PostgreSQL server.</summary>
internal sealed class PostgreSqlReader : TuningDatabaseReader
{
    private readonly PostgreSqlConnection _connection;
    private readonly string _columns;

    private PostgreSqlReader(PostgreSqlConnection connection, int version)
    {
        _connection = connection;
        _columns = TuningColumns.Of(version);
    }

    /// <inheritdoc/>
    public override string Name => _connection.Address.ToString();

    /// <summary>Opens a database; null when it holds no tuning tables yet.</summary>
    /// <exception cref="TuningDatabaseException">It cannot be read.</exception>
    public static TuningDatabaseReader? OpenDatabase(PostgreSqlAddress address)
    {
        var connection = PostgreSqlConnection.Open(address);
        try
        {
            var version = PostgreSqlSchema.VersionOf(connection);
            if (version > 0)
                return new PostgreSqlReader(connection, version);
            connection.Dispose();
            return null;
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }

    /// <inheritdoc/>
    public override IReadOnlyList<TuningRow> Rows(string? specHash = null)
    {
        var choice = specHash is null ? "" : " WHERE spec_hash = $1";
        // Compared byte by byte, because a server's language may order digits and signs in its own way.
        var sql = $"SELECT {_columns} FROM {PostgreSqlSchema.Table}{choice} ORDER BY time COLLATE \"C\", id";
        var rows = new List<TuningRow>();
        _connection.Read(sql, specHash is null ? [] : [specHash], columns =>
        {
            if (TuningColumns.Read(columns) is { } row)
                rows.Add(row);
        });
        return rows;
    }

    /// <inheritdoc/>
    public override void Dispose() => _connection.Dispose();
}
