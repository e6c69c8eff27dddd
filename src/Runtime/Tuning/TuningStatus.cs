namespace KernelGen.Tuning;

/// <summary>How trying a variant ended.</summary>
internal enum TuningStatus
{
    /// <summary>Correct and measured.</summary>
    Ok,

    /// <summary>Illegal for the spec or the device.</summary>
    Infeasible,

    /// <summary>The emitted text did not compile.</summary>
    CompileError,

    /// <summary>It threw when it ran.</summary>
    LaunchError,

    /// <summary>It ran and failed the error rule; it can never win.</summary>
    WrongResult,

    /// <summary>It was too slow to be measured to the end.</summary>
    Timeout,
}

/// <summary>The statuses as the database and the tables spell them.</summary>
internal static class TuningStatusText
{
    private static readonly string[] Names = ["ok", "infeasible", "compile error", "launch error", "wrong result", "timeout"];

    /// <summary>Every spelling, in the order of the enumeration.</summary>
    public static IReadOnlyList<string> All => Names;

    /// <summary>The spelling of a status.</summary>
    public static string Of(TuningStatus status) => Names[(int)status];

    /// <summary>Reads a spelling back; false for an unknown one.</summary>
    public static bool TryParse(string text, out TuningStatus status)
    {
        var index = Array.IndexOf(Names, text);
        status = (TuningStatus)Math.Max(index, 0);
        return index >= 0;
    }
}
