namespace KernelGen.Tuning;

/// <summary>Where the tuning database of this user lies.</summary>
public static class TuningDatabaseLocation
{
    /// <summary>The environment variable that names another file.</summary>
    public const string Variable = "KERNELGEN_DB";

    /// <summary>
    /// The file that <see cref="Variable"/> names, else <c>kernelgen/tuning.db</c> in the user's local application data. The file need
    /// not exist.
    /// </summary>
    public static string Default()
    {
        var named = Environment.GetEnvironmentVariable(Variable);
        return string.IsNullOrWhiteSpace(named) ? Path.Combine(LocalData(), "kernelgen", "tuning.db") : named;
    }

    // A service account may have no home; the folder for temporary files is the last place that surely exists.
    private static string LocalData()
    {
        var folder = Environment.GetFolderPath(Environment.SpecialFolder.LocalApplicationData, Environment.SpecialFolderOption.DoNotVerify);
        return folder.Length > 0 ? folder : Path.GetTempPath();
    }
}
