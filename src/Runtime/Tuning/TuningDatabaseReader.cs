using System.Globalization;
using KernelGen.Selection;

namespace KernelGen.Tuning;

/// <summary>Reads a tuning database without ever writing to it.</summary>
internal sealed class TuningDatabaseReader : IDisposable
{
    private readonly SqliteConnection _connection;

    private TuningDatabaseReader(SqliteConnection connection) => _connection = connection;

    /// <summary>The file it reads.</summary>
    public string Path => _connection.Path;

    /// <summary>Opens the user's database, see <see cref="TuningDatabaseLocation"/>; null when there is none.</summary>
    /// <exception cref="TuningDatabaseException">There is one that cannot be read.</exception>
    public static TuningDatabaseReader? OpenDefault() => Open(TuningDatabaseLocation.Default());

    /// <summary>Opens a file; null when it is absent or holds nothing yet.</summary>
    /// <exception cref="TuningDatabaseException">It cannot be read.</exception>
    public static TuningDatabaseReader? Open(string path)
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

    /// <summary>Every measurement, oldest first; of one spec when its hash is given.</summary>
    public IReadOnlyList<TuningRow> Rows(string? specHash = null)
    {
        // Two statements, so that the one with a hash goes by the index.
        var choice = specHash is null ? "" : " WHERE spec_hash = ?1";
        using var statement = _connection.Prepare($"SELECT {TuningSchema.Columns} FROM measurement{choice} ORDER BY id");
        if (specHash is not null)
            statement.Bind(specHash);
        var rows = new List<TuningRow>();
        while (statement.Step())
        {
            if (Read(statement) is { } row)
                rows.Add(row);
        }
        return rows;
    }

    /// <summary>The newest measurement of every key, of one spec when its hash is given.</summary>
    public IReadOnlyList<TuningRow> Latest(string? specHash = null)
        => [.. Rows(specHash).GroupBy(row => row.Key).Select(group => group.Last())];

    /// <summary>Whether a key has been tried.</summary>
    public bool Contains(in TuningKey key)
    {
        using var statement = _connection.Prepare("SELECT 1 FROM measurement WHERE key = ?1 LIMIT 1");
        return statement.Bind(key.ToString()).Step();
    }

    /// <inheritdoc/>
    public void Dispose() => _connection.Dispose();

    private static TuningDatabaseReader? Verified(SqliteConnection connection)
    {
        try
        {
            // A tuner that has just created the file may not have committed its tables yet.
            if (TuningSchema.IsNew(connection))
            {
                connection.Dispose();
                return null;
            }
            TuningSchema.Verify(connection);
            return new TuningDatabaseReader(connection);
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }

    // A row whose status this version does not know is not for it.
    private static TuningRow? Read(SqliteStatement row)
    {
        if (!TuningStatusText.TryParse(row.Text(11), out var status))
            return null;
        var bucket = new ShapeBucket((int)row.Integer(6), (int)row.Integer(7), (int)row.Integer(8));
        return new TuningRow
        {
            Key = new TuningKey(row.Text(1), (int)row.Integer(2), row.Text(3), row.Text(4), row.Text(5), bucket),
            SpecName = row.Text(9),
            SpecText = row.Text(10),
            Status = status,
            Message = row.Text(12),
            Shape = row.Text(13),
            Threads = (int)row.Integer(14),
            Samples = (int)row.Integer(15),
            Median = row.Number(16),
            P20 = row.Number(17),
            P80 = row.Number(18),
            MaxError = row.Number(19),
            ToolVersion = row.Text(20),
            Time = DateTimeOffset.TryParse(row.Text(21), CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time)
                ? time
                : DateTimeOffset.UnixEpoch,
            Environment = row.Text(22),
            Comment = row.Text(23),
        };
    }
}
