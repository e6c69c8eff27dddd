using KernelGen.Tuner.Doctor;

namespace KernelGen.Tuner.Reports;

/// <summary>What the doctor found.</summary>
internal static class FindingsTable
{
    private static readonly Listing<Finding> Columns = new(
        new("What", "subject", one => one.Subject),
        new("State", "state", one => State(one.State)),
        new("Found", "text", one => one.Text),
        new("What to do", "advice", one => one.Advice));

    /// <summary>Prints the findings.</summary>
    public static void Print(ToolConsole console, IReadOnlyList<Finding> findings) => Columns.Write(console, findings);

    private static string State(FindingState state) => state switch
    {
        FindingState.Ok => "ok",
        FindingState.Warning => "warning",
        FindingState.Missing => "missing",
        _ => "broken",
    };
}
