using SQLitePCL;

namespace KernelGen.Tuning;

/// <summary>Turns SQLite's result codes into messages that say what to do.</summary>
internal static class SqliteFailure
{
    // The primary code is the low byte of an extended one (sqlite.org/rescode.html).
    private const int PrimaryCodeMask = 0xff;

    public static TuningDatabaseException Describe(string path, int code, string message) => (code & PrimaryCodeMask) switch
    {
        raw.SQLITE_CORRUPT or raw.SQLITE_NOTADB => Corrupt(path, message),
        raw.SQLITE_READONLY or raw.SQLITE_PERM => Inaccessible(path, "cannot be written", message),
        raw.SQLITE_CANTOPEN => Inaccessible(path, "cannot be opened", message),
        raw.SQLITE_BUSY or raw.SQLITE_LOCKED => new TuningDatabaseException(
            TuningDatabaseProblem.Failed, $"The tuning database '{path}' stayed locked by another process; try again when it is done."),
        raw.SQLITE_FULL => new TuningDatabaseException(
            TuningDatabaseProblem.Inaccessible, $"The tuning database '{path}' cannot grow: the disk is full."),
        raw.SQLITE_IOERR => new TuningDatabaseException(
            TuningDatabaseProblem.Inaccessible,
            $"The tuning database '{path}' cannot be read or written ({message}): is its disk full or gone, or a limit on the size of files reached?"),
        _ => new TuningDatabaseException(
            TuningDatabaseProblem.Failed, $"The tuning database '{path}' failed: {message} (SQLite code {code})."),
    };

    public static TuningDatabaseException Corrupt(string path, string message) => new(
        TuningDatabaseProblem.Corrupt,
        $"The tuning database '{path}' is damaged or no database at all ({message}). `kernelgen tune` sets it aside and starts a new one.");

    public static TuningDatabaseException Inaccessible(string path, string what, string message) => new(
        TuningDatabaseProblem.Inaccessible,
        $"The tuning database '{path}' {what} ({message}). Give a writable file with --db or the environment variable "
            + $"{TuningDatabaseLocation.Variable}.");
}
