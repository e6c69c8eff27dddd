using System.CommandLine;
using System.Globalization;
using KernelGen.Tuner.Replay;
using KernelGen.Tuner.Reports;
using KernelGen.Tuner.Search;
using KernelGen.Tuner.Search.Strategies;

namespace KernelGen.Tuner.Commands;

/// <summary><c>kernelgen replay</c>.</summary>
internal static class ReplayCommand
{
    private const int MostSeeds = 1000;

    public static Command Create(ToolConsole console)
    {
        var recordings = new Argument<string[]>("recordings")
        {
            Description = "Files that `export --measurements` wrote after an exhaustive sweep, or folders of .jsonl files.",
            Arity = ArgumentArity.OneOrMore,
        };
        var strategy = new Option<string[]>("--strategy")
        {
            Description = $"Replay only this one ({string.Join(", ", SearchStrategies.All.Select(one => one.Name))}); may be given several times.",
            HelpName = "name",
        };
        var seeds = new Option<int>("--seeds")
        {
            Description = "Besides the recorded order, replay this many random orders of the recorded rounds.",
            HelpName = "n",
        };
        var budget = new Option<int?>("--samples")
        {
            Description = "End every search after this many samples.",
            HelpName = "n",
        };
        var transfer = new Option<bool>("--transfer")
        {
            Description = "Instead of strategies, what the lookup chooses for a bucket from what was measured for the others (leave-one-bucket-out).",
        };
        var details = new Option<bool>("--details") { Description = "A row for every recorded shape, too." };
        var command = new ToolCommand(
            "replay",
            "Replays search strategies on recorded measurements: how close to the best they come, and after how many samples. Measures nothing.",
            "kernelgen replay tests/Tuner.Tests/Recordings",
            "kernelgen replay tests/Tuner.Tests/Recordings --strategy halving --strategy local --seeds 20 --details",
            "kernelgen replay tests/Tuner.Tests/Recordings --transfer")
        {
            recordings, strategy, seeds, budget, transfer, details,
        };
        var lists = ListOptions.AddTo(command);
        command.SetAction(parsed =>
        {
            var (chosen, orders, samples) = (Strategies(parsed.GetValue(strategy) ?? []), Seeds(parsed.GetValue(seeds)), Budget(parsed.GetValue(budget)));
            var read = Recording.Read(parsed.GetRequiredValue(recordings));
            IReadOnlyList<ReplaySummary> summaries = parsed.GetValue(transfer)
                ? ReplayReport.Transfers(read)
                : [.. ReplayReport.Defaults(read), .. chosen.Select(one => ReplayReport.Strategy(one, read, orders, samples))];
            return Print(lists.Console(parsed, console), read, summaries, parsed.GetValue(details));
        });
        return command;
    }

    private static int Print(ToolConsole console, IReadOnlyList<Recording> recordings, IReadOnlyList<ReplaySummary> summaries, bool details)
    {
        if (details)
            ReplayTable.PrintDetails(console, summaries);
        if (!details || console.Format == ListFormat.Table)
            ReplayTable.Print(console, summaries);
        console.Notes.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{recordings.Count} recordings of {recordings.Select(one => one.Spec.Hash).Distinct().Count()} specs; losses are against the best by all samples, samples against {AdaptiveRounds.Most} of every variant."));
        return ExitCodes.Done;
    }

    private static IReadOnlyList<ISearchStrategy> Strategies(string[] names)
        => names.Length == 0 ? SearchStrategies.All : [.. names.Select(SearchStrategies.Find).Distinct()];

    private static IReadOnlyList<int> Seeds(int count) => count is >= 0 and <= MostSeeds
        ? [.. Enumerable.Range(0, count + 1)]
        : throw new ToolException(FormattableString.Invariant($"--seeds is {count}; it must be 0 to {MostSeeds}."));

    private static int Budget(int? samples) => samples switch
    {
        null => int.MaxValue,
        < 1 => throw new ToolException(FormattableString.Invariant($"--samples is {samples}; it must be at least 1.")),
        { } given => given,
    };
}
