using System.Globalization;
using KernelGen.Tuning;

namespace KernelGen.Tuner.Storage;

/// <summary>Moves a damaged database out of the way, so that its bytes stay for whoever wants to rescue them.</summary>
internal static class CorruptFile
{
    // What SQLite keeps beside a database; a stale log must not be applied to the new file.
    private static readonly string[] Companions = ["", "-wal", "-shm"];

    /// <summary>Renames the file to <c>name.corrupt-timestamp</c> with its companions.</summary>
    /// <returns>The new path; null when another process has already put a sound file there.</returns>
    /// <exception cref="TuningDatabaseException">It cannot be renamed.</exception>
    public static string? SetAside(string path)
    {
        try
        {
            using var turn = WaitForTurn(path + ".lock");
            if (IsSound(path))
                return null;
            var aside = FreeName(path);
            foreach (var companion in Companions.Where(companion => File.Exists(path + companion)))
                File.Move(path + companion, aside + companion, overwrite: false);
            return aside;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw SqliteFailure.Inaccessible(path, "is damaged and cannot be set aside", error.Message);
        }
    }

    // Two tuners may find the damage at the same time; the second must not move away what the first has just made.
    private static FileStream WaitForTurn(string path)
    {
        const int attempts = 250;
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                return new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None, 1, FileOptions.DeleteOnClose);
            }
            catch (IOException) when (attempt < attempts)
            {
                Thread.Sleep(TimeSpan.FromMilliseconds(20));
            }
        }
    }

    private static bool IsSound(string path)
    {
        try
        {
            SqliteWriter.OpenSound(path).Dispose();
            return true;
        }
        catch (TuningDatabaseException error) when (error.Problem == TuningDatabaseProblem.Corrupt)
        {
            return false;
        }
    }

    private static string FreeName(string path)
    {
        var name = path + ".corrupt-" + DateTime.UtcNow.ToString("yyyyMMdd'T'HHmmss'Z'", CultureInfo.InvariantCulture);
        var free = name;
        for (var i = 2; File.Exists(free); i++)
            free = string.Create(CultureInfo.InvariantCulture, $"{name}-{i}");
        return free;
    }
}
