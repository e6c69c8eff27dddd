using KernelGen.Tuner.Commands;
using KernelGen.Tuning;

namespace KernelGen.Tuner.Storage;

/// <summary>Measurements that lie somewhere else: in a database, or in a file that <c>export --measurements</c> wrote.</summary>
internal static class MeasurementSource
{
    /// <summary>Reads all of them.</summary>
    /// <exception cref="ToolException">There is nothing, or a line is wrong.</exception>
    /// <exception cref="TuningDatabaseException">The database cannot be read.</exception>
    public static IReadOnlyList<TuningRow> Read(string location)
    {
        if (IsText(location))
            return MeasurementFile.Read(location);
        using var reader = TuningDatabaseReader.Open(location);
        return reader?.Rows() ?? throw new ToolException(
            $"There are no measurements at '{TuningDatabaseLocation.Describe(location)}'; give a tuning database, or a file of `{ToolCommands.Name} export --measurements`.");
    }

    // A database is never text: its first bytes are "SQLite format 3".
    private static bool IsText(string location)
    {
        if (TuningDatabaseLocation.IsOnServer(location) || !File.Exists(location))
            return false;
        try
        {
            using var file = new FileStream(location, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            return file.ReadByte() is '{' or 0xEF;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new ToolException($"'{location}' cannot be read: {error.Message}");
        }
    }
}
