using KernelGen.Tuning;

namespace KernelGen.Tuner.Storage;

/// <summary>Writes a SQLite file.</summary>
internal sealed class SqliteWriter : TuningDatabaseWriter
{
    private const string Insert =
        $"INSERT INTO measurement ({TuningColumns.Names}) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)";

    private const string UpdateSamples =
        "UPDATE measurement SET samples = ?, median_us = ?, p20_us = ?, p80_us = ?, times_us = ?, time = ? WHERE id = ? AND key IN (?, ?)";

    private const string OfIdentity = "FROM measurement WHERE key IN (?, ?) AND time = ? AND tool_version = ?";

    private readonly SqliteConnection _connection;

    private SqliteWriter(SqliteConnection connection, string? setAside)
    {
        _connection = connection;
        SetAside = setAside;
    }

    /// <inheritdoc/>
    public override string Location => _connection.Path;

    /// <inheritdoc/>
    public override string Name => _connection.Path;

    /// <inheritdoc/>
    public override string? SetAside { get; }

    /// <summary>Opens or creates a file.</summary>
    /// <exception cref="TuningDatabaseException">The place cannot be written, or the file is newer than this tool or not ours.</exception>
    public static SqliteWriter OpenFile(string path)
    {
        CreateFolder(path);
        try
        {
            return new SqliteWriter(OpenSound(path), null);
        }
        catch (TuningDatabaseException error) when (error.Problem == TuningDatabaseProblem.Corrupt)
        {
            var aside = CorruptFile.SetAside(path);
            return new SqliteWriter(OpenSound(path), aside);
        }
    }

    /// <inheritdoc/>
    public override long Add(TuningRow row)
    {
        long id = 0;
        _connection.InTransaction(() => id = InsertRow(row));
        return id;
    }

    /// <inheritdoc/>
    public override int AddMissing(IReadOnlyList<TuningRow> rows)
    {
        var added = 0;
        _connection.InTransaction(() =>
        {
            foreach (var row in rows.Where(row => !Contains(row)))
            {
                InsertRow(row);
                added++;
            }
        });
        return added;
    }

    /// <inheritdoc/>
    public override int Delete(IReadOnlyList<TuningRow> rows)
    {
        long deleted = 0;
        _connection.InTransaction(() =>
        {
            foreach (var row in rows)
            {
                using (var statement = _connection.Prepare("DELETE " + OfIdentity))
                    statement.Bind(Identity(row)).Step();
                deleted += _connection.Scalar("SELECT changes()");
            }
        });
        return (int)deleted;
    }

    /// <inheritdoc/>
    public override void Dispose() => _connection.Dispose();

    /// <inheritdoc/>
    protected override bool TryUpdate(long id, TuningRow row)
    {
        // SQLite gives the id of a deleted row to a later one, so the key must fit too.
        using (var statement = _connection.Prepare(UpdateSamples))
            statement.Bind(Progress(row)).Bind(id).Bind(row.Key.ToString()).Bind(row.Key.WithoutGroup()).Step();
        return _connection.Scalar("SELECT changes()") > 0;
    }

    /// <summary>Opens, checks the whole file and creates the tables; closes again when any of that fails.</summary>
    internal static SqliteConnection OpenSound(string path)
    {
        var connection = SqliteConnection.OpenReadWrite(path);
        try
        {
            // First of all: the journal mode stands in the file, and a file that is not ours, or too new, stays as it is.
            if (!SqliteSchema.IsNew(connection))
                SqliteSchema.Verify(connection);
            // Retried by SQLite's busy handler; NORMAL survives the death of the process, which is what may happen to a tuner.
            connection.Execute("PRAGMA synchronous = NORMAL");
            EnterWriteAheadLog(connection);
            var health = connection.Text("PRAGMA quick_check(1)");
            if (health != "ok")
                throw SqliteFailure.Corrupt(path, health);
            SqliteSchema.Prepare(connection);
            return connection;
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }

    // Changing the journal mode needs the file for itself for a moment and does not wait for it, unlike other statements.
    private static void EnterWriteAheadLog(SqliteConnection connection)
    {
        const int attempts = 100;
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                if (connection.Text("PRAGMA journal_mode").Equals("wal", StringComparison.OrdinalIgnoreCase))
                    return;
                connection.Execute("PRAGMA journal_mode = WAL");
                return;
            }
            catch (TuningDatabaseException error) when (error.Problem == TuningDatabaseProblem.Failed && attempt < attempts)
            {
                Thread.Sleep(TimeSpan.FromMilliseconds(20));
            }
        }
    }

    private static void CreateFolder(string path)
    {
        try
        {
            var folder = System.IO.Path.GetDirectoryName(System.IO.Path.GetFullPath(path));
            if (folder is not null)
                Directory.CreateDirectory(folder);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw SqliteFailure.Inaccessible(path, "cannot be created", error.Message);
        }
    }

    private long InsertRow(TuningRow row)
    {
        using var statement = _connection.Prepare(Insert);
        statement.Bind(TuningColumns.Values(row)).Step();
        return _connection.Scalar("SELECT last_insert_rowid()");
    }

    private bool Contains(TuningRow row)
    {
        using var statement = _connection.Prepare("SELECT 1 " + OfIdentity + " LIMIT 1");
        return statement.Bind(Identity(row)).Step();
    }
}
