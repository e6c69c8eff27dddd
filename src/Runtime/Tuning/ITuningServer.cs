namespace KernelGen.Tuning;

/// <summary>Reads tuning databases on servers. The package KernelGen.PostgreSql has one, so that programs without it carry no driver.</summary>
internal interface ITuningServer
{
    /// <summary>Opens a database for reading; null when it holds nothing yet.</summary>
    /// <param name="location">What <c>--db</c>, the environment variable or the program named.</param>
    /// <exception cref="TuningDatabaseException">It cannot be read; the message holds no password.</exception>
    TuningDatabaseReader? Open(string location);

    /// <summary>What a location names, for people: without the password.</summary>
    string Describe(string location);
}
