using KernelGen.Selection;

namespace KernelGen.Tuning;

/// <summary>Reads a tuning database without ever writing to it: a SQLite file, or one on a server that <see cref="ITuningServer"/> knows.</summary>
internal abstract class TuningDatabaseReader : IDisposable
{
    /// <summary>What it reads, for people.</summary>
    public abstract string Name { get; }

    /// <summary>Opens the user's database, see <see cref="TuningDatabaseLocation"/>; null when there is none.</summary>
    /// <exception cref="TuningDatabaseException">There is one that cannot be read.</exception>
    public static TuningDatabaseReader? OpenDefault() => Open(TuningDatabaseLocation.Default());

    /// <summary>Opens a file or a server's database; null when it is absent or holds nothing yet.</summary>
    /// <exception cref="TuningDatabaseException">It cannot be read.</exception>
    public static TuningDatabaseReader? Open(string location)
        => TuningDatabaseLocation.IsOnServer(location) ? TuningDatabaseLocation.RequireServer().Open(location) : SqliteReader.OpenFile(location);

    /// <summary>What is wrong with the store itself, after a look at all of it; null where nothing is, or where that is a server's own business.</summary>
    /// <exception cref="TuningDatabaseException">It cannot be read.</exception>
    public virtual string? FindDamage() => null;

    /// <summary>Every measurement, oldest first, wherever it was imported from; of one spec when its hash is given.</summary>
    public abstract IReadOnlyList<TuningRow> Rows(string? specHash = null);

    /// <summary>The measurement that speaks for every key, exact shape and number of threads, of one spec when its hash is given.</summary>
    public IReadOnlyList<TuningRow> Latest(string? specHash = null) => [.. SpeakingRow.All(Rows(specHash))];

    /// <inheritdoc/>
    public abstract void Dispose();
}
