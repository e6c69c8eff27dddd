namespace KernelGen.Tuner;

/// <summary>What the exit codes mean.</summary>
internal static class ExitCodes
{
    /// <summary>All was done.</summary>
    public const int Done = 0;

    /// <summary>The tool worked, and something that it checked is wrong.</summary>
    public const int CheckFailed = 1;

    /// <summary>Wrong usage or wrong input.</summary>
    public const int WrongInput = 2;
}

/// <summary>An expected failure with a message for the user.</summary>
/// <param name="message">What was given, what is allowed, and the nearest valid choice.</param>
/// <param name="exitCode">The exit code.</param>
internal sealed class ToolException(string message, int exitCode = ExitCodes.WrongInput) : Exception(message)
{
    /// <summary>The exit code.</summary>
    public int ExitCode { get; } = exitCode;
}
