using System.CommandLine;
using System.Globalization;
using KernelGen.Tuner.Reports;
using KernelGen.Tuner.Storage;

namespace KernelGen.Tuner.Commands;

/// <summary><c>kernelgen prune</c>.</summary>
internal static class PruneCommand
{
    public static Command Create(ToolConsole console)
    {
        var emitters = new Option<bool>("--older-emitters")
        {
            Description = "What older emitters wrote than each family's newest in the database; programs that are built now ignore it.",
        };
        var superseded = new Option<bool>("--superseded") { Description = "What a newer measurement of the same variant, device, exact shape and number of threads replaces." };
        var older = new Option<string?>("--older-than")
        {
            Description = "What was measured longer ago than this (12h, 30d, 8w), or before a date (2026-01-31).",
            HelpName = "age",
        };
        var spec = RowFilters.Text("--spec", "Only specs whose name contains this.");
        spec.CompletionSources.Add(Completions.MeasuredSpecs);
        var device = RowFilters.Device();
        var dryRun = new Option<bool>("--dry-run") { Description = "Only says what would go." };
        var database = CommonOptions.Database();
        var command = new ToolCommand(
            "prune",
            "Removes measurements that meet every criterion given, and says which. At least one criterion is needed; nothing is asked.",
            "kernelgen prune --older-emitters --dry-run",
            "kernelgen prune --superseded --older-than 90d",
            "kernelgen prune --spec Experiment --device cpu:old-laptop --db tuning.db")
        {
            emitters, superseded, older, spec, device, dryRun, database,
        };
        var lists = ListOptions.AddTo(command);
        command.SetAction(parsed =>
        {
            var rule = new PruneRule(
                new MeasurementFilter(parsed.GetValue(spec), parsed.GetValue(device)),
                parsed.GetValue(older) is { } age ? AgeText.Parse("--older-than", age, DateTimeOffset.UtcNow) : null,
                parsed.GetValue(emitters),
                parsed.GetValue(superseded));
            if (!rule.HasCriterion)
                throw new ToolException("prune needs a criterion: --older-emitters, --superseded, --older-than, --spec or --device, or several of them.");
            return Prune(lists.Console(parsed, console), CommonOptions.DatabasePath(parsed.GetValue(database)), rule, parsed.GetValue(dryRun));
        });
        return command;
    }

    private static int Prune(ToolConsole console, string location, PruneRule rule, bool isDryRun)
    {
        using var reader = CommonOptions.OpenDatabase(location);
        var rows = reader.Rows();
        rule.Filter.Require(rows);
        var going = rule.Choose(rows);
        PrunedTable.Print(console, rows, going);
        string Counts(int count) => string.Create(
            CultureInfo.InvariantCulture, $"{count} of {rows.Count} {(rows.Count == 1 ? "measurement" : "measurements")} of {reader.Name}");
        if (isDryRun || going.Count == 0)
        {
            console.Notes.WriteLine(isDryRun ? $"Would remove {Counts(going.Count)}; without --dry-run they go" : $"Removed {Counts(0)}: nothing meets the criteria");
            return ExitCodes.Done;
        }
        using var writer = CommonOptions.OpenForWriting(console, location);
        console.Notes.WriteLine($"Removed {Counts(writer.Delete(going))}");
        return ExitCodes.Done;
    }
}
