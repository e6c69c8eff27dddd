namespace KernelGen.Tuning;

/// <summary>Where the tuning database of this user lies.</summary>
public static class TuningDatabaseLocation
{
    /// <summary>The environment variable that names another database.</summary>
    public const string Variable = "KERNELGEN_DB";

    private static readonly string[] Schemes = ["postgres://", "postgresql://"];

    // What a connection string names its server by; no other part of it is required.
    private static readonly string[] HostKeywords = ["host", "server"];

    /// <summary>What reads locations on servers; null when the program has nothing that does.</summary>
    internal static ITuningServer? Server { get; set; }

    /// <summary>What the program itself named, if anything; it comes before <see cref="Variable"/>.</summary>
    internal static string? Named { get; set; }

    /// <summary>
    /// What the program named with <c>PostgreSqlTuning.Use</c>, else what <see cref="Variable"/> names, else the file
    /// <c>kernelgen/tuning.db</c> in the user's local application data. The file need not exist.
    /// </summary>
    public static string Default()
    {
        var named = Named ?? Environment.GetEnvironmentVariable(Variable);
        return string.IsNullOrWhiteSpace(named) ? Path.Combine(LocalData(), "kernelgen", "tuning.db") : named;
    }

    /// <summary>Whether a location is a URI or a connection string of PostgreSQL; a file of such a name is written <c>./Host=...</c>.</summary>
    internal static bool IsOnServer(string location)
    {
        var text = location.TrimStart();
        return Schemes.Any(scheme => text.StartsWith(scheme, StringComparison.OrdinalIgnoreCase))
            || text.Split(';').Any(part => HostKeywords.Contains(part.Split('=')[0].Trim().ToLowerInvariant()) && part.Contains('='));
    }

    /// <summary>What a location is, for people: never with a password.</summary>
    internal static string Describe(string location)
        => !IsOnServer(location) ? location : Server is { } server ? server.Describe(location) : "a PostgreSQL database";

    /// <summary>What reads databases on servers.</summary>
    /// <exception cref="TuningDatabaseException">The program has nothing that does.</exception>
    internal static ITuningServer RequireServer() => Server ?? throw new TuningDatabaseException(
        TuningDatabaseProblem.Inaccessible,
        $"{Variable} names a PostgreSQL database, which this program cannot read: reference the package KernelGen.PostgreSql and call "
            + "PostgreSqlTuning.Use() before the first kernel runs.");

    // A service account may have no home; the folder for temporary files is the last place that surely exists.
    private static string LocalData()
    {
        var folder = Environment.GetFolderPath(Environment.SpecialFolder.LocalApplicationData, Environment.SpecialFolderOption.DoNotVerify);
        return folder.Length > 0 ? folder : Path.GetTempPath();
    }
}
