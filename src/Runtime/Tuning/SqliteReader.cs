namespace KernelGen.Tuning;

/// <summary>Reads a tuning database in a SQLite file.</summary>
internal sealed class SqliteReader : TuningDatabaseReader
{
    private readonly SqliteConnection _connection;
    private readonly string _columns;

    private SqliteReader(SqliteConnection connection)
    {
        _connection = connection;
        _columns = SqliteSchema.ColumnsOf(connection);
    }

    /// <inheritdoc/>
    public override string Name => _connection.Path;

    /// <summary>Opens a file; null when it is absent or holds nothing yet.</summary>
    /// <exception cref="TuningDatabaseException">It cannot be read.</exception>
    public static TuningDatabaseReader? OpenFile(string path)
    {
        if (!File.Exists(path))
            return null;
        try
        {
            return Verified(SqliteConnection.OpenReadOnly(path));
        }
        catch (TuningDatabaseException error) when (error.Problem == TuningDatabaseProblem.Inaccessible)
        {
            // The write-ahead log's index cannot be created beside a file on a read-only medium; nobody can be writing there either.
            return Verified(SqliteConnection.OpenImmutable(path));
        }
    }

    /// <inheritdoc/>
    public override string? FindDamage() => _connection.Text("PRAGMA quick_check(1)") is var health and not "ok" ? health : null;

    /// <inheritdoc/>
    public override IReadOnlyList<TuningRow> Rows(string? specHash = null)
    {
        // Two statements, so that the one with a hash goes by the index.
        var choice = specHash is null ? "" : " WHERE spec_hash = ?1";
        using var statement = _connection.Prepare($"SELECT {_columns} FROM measurement{choice} ORDER BY time, id");
        if (specHash is not null)
            statement.Bind(specHash);
        var rows = new List<TuningRow>();
        while (statement.Step())
        {
            if (TuningColumns.Read(statement) is { } row)
                rows.Add(row);
        }
        return rows;
    }

    /// <inheritdoc/>
    public override void Dispose() => _connection.Dispose();

    private static SqliteReader? Verified(SqliteConnection connection)
    {
        try
        {
            // A tuner that has just created the file may not have committed its tables yet.
            if (SqliteSchema.IsNew(connection))
            {
                connection.Dispose();
                return null;
            }
            SqliteSchema.Verify(connection);
            return new SqliteReader(connection);
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }
}
