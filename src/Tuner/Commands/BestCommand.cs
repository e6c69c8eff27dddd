using System.CommandLine;
using KernelGen.Tuner.Reports;
using KernelGen.Tuner.Targets;

namespace KernelGen.Tuner.Commands;

/// <summary><c>kernelgen best</c>.</summary>
internal static class BestCommand
{
    public static Command Create(ToolConsole console, ToolTargets targets)
    {
        var command = new ToolCommand(
            "best",
            "Shows the fastest variant of each spec for each device and shape bucket that was measured: its lead over the runner-up, whether that is more than noise, "
                + "and how many times as fast it is as what runs untuned.",
            "kernelgen best bin/Release/net10.0/App.dll",
            "kernelgen best samples/QuickStart --spec LlamaAttention --device avx512",
            "kernelgen best App.dll --bucket h32-q1024-k1024 --json");
        var options = ResultOptions.AddTo(command);
        var lists = ListOptions.AddTo(command);
        command.SetAction(parsed => Run(lists.Console(parsed, console), options.Read(parsed, console, targets)));
        return command;
    }

    private static int Run(ToolConsole console, IReadOnlyList<SpecResults> results)
    {
        foreach (var result in results.Where(result => result.Standings.Count == 0))
            console.Notes.WriteLine($"Nothing was measured of {result.Spec.Name}, or nothing that was asked for.");
        WinnersTable.Print(console, [.. results.SelectMany(
            result => result.Standings.Select(one => one with { Rival = result.Choice.Default(one.Device, one.Bucket) }))]);
        return ExitCodes.Done;
    }
}
