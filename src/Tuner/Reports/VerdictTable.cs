using KernelGen.Tuner.Search;
using KernelGen.Tuner.Specs;
using KernelGen.Tuner.Verification;

namespace KernelGen.Tuner.Reports;

/// <summary>What was said of a spec's winner.</summary>
/// <param name="Spec">The spec.</param>
/// <param name="Verdict">What was said.</param>
internal sealed record VerifiedWinner(SpecEntry Spec, WinnerVerdict Verdict)
{
    /// <summary>For people, who read one while the next one is at work.</summary>
    public override string ToString() => $"{Spec.Name} {Verdict.Winner.Bucket}: {Verdict.Winner.Variant} {Verdict.Text}.";
}

/// <summary>Winners and what was said of them, for programs.</summary>
internal static class VerdictTable
{
    private static readonly Listing<VerifiedWinner> Columns = new(
        new("Spec", "specName", one => one.Spec.Name),
        new("Shapes", "bucket", one => one.Verdict.Winner.Bucket.ToString()),
        new("Shape", "shape", one => ShapeText.Write(one.Verdict.Winner.Shape)),
        new("Variant", "variant", one => one.Verdict.Winner.Variant),
        new("State", "state", one => Name(one.Verdict.State)),
        new("Finding", "text", one => one.Verdict.Text),
        new("Best rival", "bestRival", one => one.Verdict.BestRival),
        new("Behind", "bestRivalBehindPercent", one => one.Verdict.BehindPercent),
        new(null, "spec", one => one.Spec.Hash));

    /// <summary>Prints them where a program reads; people have read them by then.</summary>
    public static void PrintForPrograms(ToolConsole console, IReadOnlyList<VerifiedWinner> winners)
    {
        if (console.Format != ListFormat.Table)
            Columns.Write(console, winners);
    }

    /// <summary>How many winners came out how.</summary>
    public static string Summary(IReadOnlyList<VerifiedWinner> winners)
    {
        if (winners.Count == 0)
            return "Nothing was verified.";
        var counts = winners.GroupBy(winner => winner.Verdict.State).OrderBy(group => group.Key).Select(group => FormattableString.Invariant($"{group.Count()} {Text(group.Key)}"));
        return FormattableString.Invariant($"{winners.Count} {(winners.Count == 1 ? "winner" : "winners")}: {string.Join(", ", counts)}");
    }

    // Programs depend on them: once published they stay.
    private static string Name(WinnerState state) => state switch
    {
        WinnerState.Best => "best",
        WinnerState.Alone => "alone",
        WinnerState.Slower => "slower",
        WinnerState.Wrong => "wrong",
        WinnerState.Stale => "stale",
        _ => "open",
    };

    private static string Text(WinnerState state) => state switch
    {
        WinnerState.Best => "still the best",
        WinnerState.Alone => "correct, without a runner-up",
        WinnerState.Slower => "now slower than another",
        WinnerState.Wrong => "wrong",
        WinnerState.Stale => "of an older emitter or no longer emitted",
        _ => "not verified",
    };
}
