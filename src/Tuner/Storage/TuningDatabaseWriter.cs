using System.Globalization;
using KernelGen.Tuning;

namespace KernelGen.Tuner.Storage;

/// <summary>
/// Writes measurements, each in a transaction of its own: a process that is killed loses at most the one in flight, and several tuners can
/// share one file.
/// </summary>
internal sealed class TuningDatabaseWriter : IDisposable
{
    private const string Insert =
        $"INSERT INTO measurement ({TuningSchema.Columns}) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)";

    private const string UpdateSamples =
        "UPDATE measurement SET samples = ?, median_us = ?, p20_us = ?, p80_us = ?, time = ? WHERE id = ?";

    private readonly SqliteConnection _connection;

    private TuningDatabaseWriter(SqliteConnection connection, string? setAside)
    {
        _connection = connection;
        SetAside = setAside;
    }

    /// <summary>The file.</summary>
    public string Path => _connection.Path;

    /// <summary>Where a damaged file that was found at <see cref="Path"/> lies now; null when there was none.</summary>
    public string? SetAside { get; }

    /// <summary>Opens or creates a database. A damaged file is moved aside first and never overwritten.</summary>
    /// <exception cref="TuningDatabaseException">The place cannot be written, or the file is newer than this tool or not ours.</exception>
    public static TuningDatabaseWriter Open(string path)
    {
        CreateFolder(path);
        try
        {
            return new TuningDatabaseWriter(OpenSound(path), null);
        }
        catch (TuningDatabaseException error) when (error.Problem == TuningDatabaseProblem.Corrupt)
        {
            var aside = CorruptFile.SetAside(path);
            return new TuningDatabaseWriter(OpenSound(path), aside);
        }
    }

    /// <summary>Adds a measurement.</summary>
    /// <returns>The row's id, for <see cref="Update"/>.</returns>
    public long Add(TuningRow row)
    {
        long id = 0;
        _connection.InTransaction(() =>
        {
            using var statement = _connection.Prepare(Insert);
            Bind(statement, row).Step();
            id = _connection.Scalar("SELECT last_insert_rowid()");
        });
        return id;
    }

    /// <summary>Refreshes the times of a measurement that goes on.</summary>
    public void Update(long id, TuningRow row)
    {
        using var statement = _connection.Prepare(UpdateSamples);
        statement.Bind(row.Samples).Bind(row.Median).Bind(row.P20).Bind(row.P80).Bind(Text(row.Time)).Bind(id).Step();
    }

    /// <inheritdoc/>
    public void Dispose() => _connection.Dispose();

    /// <summary>Opens, checks the whole file and creates the tables; closes again when any of that fails.</summary>
    internal static SqliteConnection OpenSound(string path)
    {
        var connection = SqliteConnection.OpenReadWrite(path);
        try
        {
            // Retried by SQLite's busy handler; NORMAL survives the death of the process, which is what may happen to a tuner.
            connection.Execute("PRAGMA synchronous = NORMAL");
            EnterWriteAheadLog(connection);
            var health = connection.Text("PRAGMA quick_check(1)");
            if (health != "ok")
                throw SqliteFailure.Corrupt(path, health);
            TuningSchema.Prepare(connection);
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

    private static SqliteStatement Bind(SqliteStatement statement, TuningRow row) => statement
        .Bind(row.Key.ToString())
        .Bind(row.Key.SpecHash)
        .Bind(row.Key.EmitterVersion)
        .Bind(row.Key.Family)
        .Bind(row.Key.Variant)
        .Bind(row.Key.DeviceKey)
        .Bind(row.Key.Bucket.Heads)
        .Bind(row.Key.Bucket.QueryLength)
        .Bind(row.Key.Bucket.KeyLength)
        .Bind(row.SpecName)
        .Bind(row.SpecText)
        .Bind(TuningStatusText.Of(row.Status))
        .Bind(row.Message)
        .Bind(row.Shape)
        .Bind(row.Threads)
        .Bind(row.Samples)
        .Bind(row.Median)
        .Bind(row.P20)
        .Bind(row.P80)
        .Bind(row.MaxError)
        .Bind(row.ToolVersion)
        .Bind(Text(row.Time))
        .Bind(row.Environment)
        .Bind(row.Comment);

    private static string Text(DateTimeOffset time) => time.UtcDateTime.ToString("O", CultureInfo.InvariantCulture);
}
