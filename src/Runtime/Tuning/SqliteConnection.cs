using SQLitePCL;

namespace KernelGen.Tuning;

/// <summary>An open SQLite file: the few calls that tuning needs, with failures as <see cref="TuningDatabaseException"/>s.</summary>
internal sealed class SqliteConnection : IDisposable
{
    /// <summary>How long a statement waits for another process's transaction; a measurement's takes milliseconds.</summary>
    private const int BusyTimeoutMilliseconds = 10_000;

    private readonly sqlite3 _handle;

    private SqliteConnection(sqlite3 handle, string path)
    {
        _handle = handle;
        Path = path;
    }

    /// <summary>The file, as given.</summary>
    public string Path { get; }

    /// <summary>Opens for reading and writing and creates the file when it is absent.</summary>
    public static SqliteConnection OpenReadWrite(string path) => Open(path, path, raw.SQLITE_OPEN_READWRITE | raw.SQLITE_OPEN_CREATE);

    /// <summary>Opens an existing file for reading.</summary>
    public static SqliteConnection OpenReadOnly(string path) => Open(path, path, raw.SQLITE_OPEN_READONLY);

    /// <summary>
    /// Opens an existing file that nobody writes, without its lock files: the one way to read a write-ahead-logged database that lies on
    /// a read-only medium.
    /// </summary>
    public static SqliteConnection OpenImmutable(string path)
    {
        var address = new Uri(System.IO.Path.GetFullPath(path)).AbsoluteUri + "?immutable=1";
        return Open(path, address, raw.SQLITE_OPEN_READONLY | raw.SQLITE_OPEN_URI);
    }

    /// <summary>Prepares one statement.</summary>
    public SqliteStatement Prepare(string sql)
    {
        Check(raw.sqlite3_prepare_v2(_handle, sql, out var statement));
        return new SqliteStatement(this, statement);
    }

    /// <summary>Runs a statement without parameters to its end.</summary>
    public void Execute(string sql)
    {
        using var statement = Prepare(sql);
        while (statement.Step())
        {
        }
    }

    /// <summary>The first column of the first row.</summary>
    public long Scalar(string sql)
    {
        using var statement = Prepare(sql);
        return statement.Step() ? statement.Integer(0) : 0;
    }

    /// <summary>The first column of the first row, as text.</summary>
    public string Text(string sql)
    {
        using var statement = Prepare(sql);
        return statement.Step() ? statement.Text(0) : "";
    }

    /// <summary>Runs an action in a transaction that takes the write lock at once, so that a busy file cannot fail it half-way.</summary>
    public void InTransaction(Action action)
    {
        Execute("BEGIN IMMEDIATE");
        try
        {
            action();
            Execute("COMMIT");
        }
        catch
        {
            raw.sqlite3_exec(_handle, "ROLLBACK");
            throw;
        }
    }

    /// <summary>Throws unless a result code says that all is well.</summary>
    public void Check(int code)
    {
        if (code is not (raw.SQLITE_OK or raw.SQLITE_ROW or raw.SQLITE_DONE))
            throw SqliteFailure.Describe(Path, code, raw.sqlite3_errmsg(_handle).utf8_to_string());
    }

    /// <inheritdoc/>
    public void Dispose() => _handle.Dispose();

    private static SqliteConnection Open(string path, string address, int flags)
    {
        try
        {
            Batteries_V2.Init();
            var code = raw.sqlite3_open_v2(address, out var handle, flags, null);
            if (code != raw.SQLITE_OK)
            {
                var message = raw.sqlite3_errmsg(handle).utf8_to_string();
                handle.Dispose();
                throw SqliteFailure.Describe(path, code, message);
            }
            raw.sqlite3_busy_timeout(handle, BusyTimeoutMilliseconds);
            return new SqliteConnection(handle, path);
        }
        catch (Exception error) when (error is DllNotFoundException or TypeInitializationException)
        {
            throw new TuningDatabaseException(
                TuningDatabaseProblem.Failed,
                "The native SQLite library (e_sqlite3) could not be loaded; tuning results are not available.",
                error);
        }
    }
}
