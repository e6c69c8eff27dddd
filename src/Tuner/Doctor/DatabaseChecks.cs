using System.Globalization;
using KernelGen.Tuning;

namespace KernelGen.Tuner.Doctor;

/// <summary>The tuning database: where it is, whether it is sound, and whether it can be written.</summary>
internal static class DatabaseChecks
{
    private const string Subject = "tuning database";

    /// <summary>Everything.</summary>
    public static IEnumerable<Finding> All(Surroundings around) => TuningDatabaseLocation.IsOnServer(around.Database)
        ? [Library(), Health(around.Database)]
        : [Library(), Health(around.Database), Rights(around.Database)];

    /// <summary>SQLite's native library.</summary>
    public static Finding Library()
    {
        try
        {
            using var memory = SqliteConnection.OpenReadWrite(":memory:");
            return new Finding("SQLite", FindingState.Ok, memory.Text("SELECT sqlite_version()"));
        }
        catch (TuningDatabaseException error)
        {
            return new Finding("SQLite", FindingState.Broken, error.Message, "Neither the tool nor programs can read tuning results. Restore the package SQLitePCLRaw for this platform.");
        }
    }

    /// <summary>What the database holds, and whether its file is damaged.</summary>
    public static Finding Health(string path)
    {
        var name = TuningDatabaseLocation.Describe(path);
        try
        {
            using var reader = TuningDatabaseReader.Open(path);
            if (reader is null)
                return new Finding(Subject, FindingState.Missing, $"none at '{name}'", "Untuned defaults run. `kernelgen tune` makes it.");
            if (reader.FindDamage() is { } damage)
                return new Finding(Subject, FindingState.Broken, $"'{path}' is damaged: {damage}", "`kernelgen tune` sets it aside and starts a new one.");
            var rows = reader.Rows();
            return new Finding(Subject, FindingState.Ok, string.Create(
                CultureInfo.InvariantCulture,
                $"'{name}', {rows.Count} measurements of {rows.Select(row => row.Key.SpecHash).Distinct().Count()} specs on {rows.Select(row => row.Key.DeviceKey).Distinct().Count()} devices"));
        }
        catch (TuningDatabaseException error)
        {
            return new Finding(Subject, StateOf(error.Problem), error.Message, $"Programs do without it. Name another database with --db or {TuningDatabaseLocation.Variable}.");
        }
    }

    /// <summary>Whether the file, or the folder that it would be made in, can be written.</summary>
    public static Finding Rights(string path)
    {
        const string subject = "database rights";
        try
        {
            if (File.Exists(path))
                File.Open(path, FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite | FileShare.Delete).Dispose();
            Probe(Existing(path));
            return new Finding(subject, FindingState.Ok, "can be written");
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return new Finding(
                subject, FindingState.Warning, error.Message, $"Results can be read, and `kernelgen tune` cannot store any. Name a writable file with --db or {TuningDatabaseLocation.Variable}.");
        }
    }

    // Broken is what stays so until somebody does something about the database; a server may come back, a lock be released, a right be granted.
    internal static FindingState StateOf(TuningDatabaseProblem problem) => problem switch
    {
        TuningDatabaseProblem.Corrupt or TuningDatabaseProblem.Foreign or TuningDatabaseProblem.NewerSchema => FindingState.Broken,
        TuningDatabaseProblem.Unreachable => FindingState.Missing,
        _ => FindingState.Warning,
    };

    private static string Existing(string path)
    {
        var folder = Path.GetDirectoryName(Path.GetFullPath(path));
        while (folder is not null && !Directory.Exists(folder))
            folder = Path.GetDirectoryName(folder);
        return folder ?? Path.GetPathRoot(Path.GetFullPath(path))!;
    }

    // A database needs its folder to be writable too, for its log.
    private static void Probe(string folder)
        => new FileStream(Path.Combine(folder, $".kernelgen-{Guid.NewGuid():N}"), FileMode.CreateNew, FileAccess.Write, FileShare.None, 1, FileOptions.DeleteOnClose).Dispose();
}
