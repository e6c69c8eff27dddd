namespace KernelGen.Tuning;

/// <summary>What is wrong with a tuning database.</summary>
public enum TuningDatabaseProblem
{
    /// <summary>The file is no SQLite database or is damaged.</summary>
    Corrupt,

    /// <summary>A newer KernelGen wrote it.</summary>
    NewerSchema,

    /// <summary>It holds another program's tables.</summary>
    Foreign,

    /// <summary>It cannot be opened or written where it lies, or not by this user.</summary>
    Inaccessible,

    /// <summary>Any other failure of the database.</summary>
    Failed,

    /// <summary>Its server does not answer.</summary>
    Unreachable,
}

/// <summary>A tuning database that cannot be used; the message names it without any password, what is wrong and what to do.</summary>
/// <param name="problem">What is wrong, for code.</param>
/// <param name="message">What is wrong, for people.</param>
/// <param name="inner">The cause, if another exception is.</param>
public sealed class TuningDatabaseException(TuningDatabaseProblem problem, string message, Exception? inner = null)
    : Exception(message, inner)
{
    /// <summary>What is wrong, for code.</summary>
    public TuningDatabaseProblem Problem { get; } = problem;
}
