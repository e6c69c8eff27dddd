using KernelGen.Tuning;

namespace KernelGen.Tuner.Search;

/// <summary>What emitted code throws is that variant's failure, not the tuner's.</summary>
internal static class KernelFailure
{
    // A compiler error's listing would fill the database; its head says what is wrong.
    private const int LongestMessage = 2000;

    /// <summary>Whether an exception that came out of a run speaks against the variant, not against the tool, its input or the machine.</summary>
    public static bool Is(Exception error)
        => error is not (OutOfMemoryException or OperationCanceledException or ToolException or TuningDatabaseException);

    /// <summary>The exception as it is stored.</summary>
    public static string Describe(Exception error) => Head($"{error.GetType().Name}: {error.Message}");

    /// <summary>As much of a message as is stored.</summary>
    public static string Head(string message) => message.Length <= LongestMessage ? message : message[..LongestMessage];
}
