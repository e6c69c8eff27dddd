using KernelGen.Tuner.Storage.PostgreSql;
using KernelGen.Tuning;
using KernelGen.Tuning.PostgreSql;

namespace KernelGen.Tuner.Storage;

/// <summary>
/// Writes measurements, each in a transaction of its own: a process that is killed loses at most the one in flight, and several tuners can
/// share one database, be it a SQLite file or on a PostgreSQL server.
/// </summary>
internal abstract class TuningDatabaseWriter : IDisposable
{
    /// <summary>What it was opened with, which opens it again; may hold a password.</summary>
    public abstract string Location { get; }

    /// <summary>What it writes to, for people.</summary>
    public abstract string Name { get; }

    /// <summary>Where a damaged file that was found in its place lies now; null when there was none.</summary>
    public virtual string? SetAside => null;

    /// <summary>Opens or creates a database. A damaged file is moved aside first and never overwritten.</summary>
    /// <param name="location">A file or a server's database.</param>
    /// <param name="patience">What to do about a server that goes away later; by default every failure is told at once.</param>
    /// <exception cref="TuningDatabaseException">The place cannot be written, or the database is newer than this tool or not ours.</exception>
    public static TuningDatabaseWriter Open(string location, Patience? patience = null) => TuningDatabaseLocation.IsOnServer(location)
        ? PostgreSqlWriter.OpenDatabase(location, PostgreSqlAddress.Parse(location), patience ?? Patience.None)
        : SqliteWriter.OpenFile(location);

    /// <summary>Adds a measurement.</summary>
    /// <returns>The row's id, for <see cref="Update"/>.</returns>
    public abstract long Add(TuningRow row);

    /// <summary>Refreshes the times of a measurement that goes on; one that another process has deleted meanwhile is added again.</summary>
    /// <returns>The row's id from now on.</returns>
    public long Update(long id, TuningRow row) => TryUpdate(id, row) ? id : Add(row);

    /// <summary>
    /// Adds the measurements of other databases, all or none. One that is there already, which is to say of the same key, time and tool, is
    /// not added again.
    /// </summary>
    /// <returns>How many were added.</returns>
    public abstract int AddMissing(IReadOnlyList<TuningRow> rows);

    /// <summary>Deletes the measurements that have the key, time and tool of one of these rows, all or none.</summary>
    /// <returns>How many were deleted.</returns>
    public abstract int Delete(IReadOnlyList<TuningRow> rows);

    /// <inheritdoc/>
    public abstract void Dispose();

    /// <summary>Refreshes the times of a row; false when there is no row of this id and key.</summary>
    protected abstract bool TryUpdate(long id, TuningRow row);

    /// <summary>What tells one measurement from all others, as stored: key, or its older text, time and tool.</summary>
    protected static IReadOnlyList<object?> Identity(TuningRow row)
        => [row.Key.ToString(), row.Key.WithoutGroup(), TuningColumns.Text(row.Time), row.ToolVersion];

    /// <summary>What <see cref="Update"/> changes, as stored: samples, median, p20, p80, the single times, and when.</summary>
    protected static IReadOnlyList<object?> Progress(TuningRow row)
        => [.. TuningColumns.Measured(row), row.Times.ToString(), TuningColumns.Text(row.Time)];
}
