using System.CommandLine;
using KernelGen.Selection;
using KernelGen.Tuner.Reports;
using KernelGen.Tuner.Storage;
using KernelGen.Tuning;

namespace KernelGen.Tuner.Commands;

/// <summary><c>kernelgen show</c>.</summary>
internal static class ShowCommand
{
    public static Command Create(ToolConsole console)
    {
        var spec = RowFilters.Text("--spec", "Only specs whose name contains this.");
        spec.CompletionSources.Add(Completions.MeasuredSpecs);
        var device = RowFilters.Device();
        var bucket = RowFilters.Bucket();
        var variant = RowFilters.Text("--variant", "Only variants whose id contains this.");
        var status = RowFilters.Text("--status", $"Only this status: {string.Join(", ", TuningStatusText.All)}.");
        status.CompletionSources.Add([.. TuningStatusText.All]);
        var every = new Option<bool>("--history") { Description = "Every measurement; by default the one that counts of each variant, exact shape and number of threads." };
        var database = CommonOptions.Database();
        var command = new ToolCommand(
            "show",
            "Shows what the tuning database holds.",
            "kernelgen show",
            "kernelgen show --spec LlamaAttention --bucket h8-q1024-k1024",
            "kernelgen show --device cuda: --variant cuda.mma",
            "kernelgen show --status \"wrong result\" --json",
            "kernelgen show --history --csv > measurements.csv")
        {
            spec, device, bucket, variant, status, every, database,
        };
        var lists = ListOptions.AddTo(command);
        command.SetAction(parsed =>
        {
            using var reader = CommonOptions.OpenDatabase(parsed.GetValue(database));
            var wanted = Status(parsed.GetValue(status));
            var filter = new MeasurementFilter(parsed.GetValue(spec), parsed.GetValue(device))
            {
                Bucket = RowFilters.ParseBucket(parsed.GetValue(bucket)),
                Variant = parsed.GetValue(variant),
            };
            var rows = filter.Require(parsed.GetValue(every) ? reader.Rows() : reader.Latest());
            MeasurementTable.Print(lists.Console(parsed, console), [.. rows.Where(row => wanted is null || row.Status == wanted)]);
            return ExitCodes.Done;
        });
        return command;
    }

    private static TuningStatus? Status(string? text)
    {
        if (text is null)
            return null;
        return TuningStatusText.TryParse(text, out var status)
            ? status
            : throw new ToolException(
                $"--status is '{text}'; the closest is '{ClosestName.Of(text, TuningStatusText.All)}', allowed are "
                    + string.Join(", ", TuningStatusText.All) + ".");
    }
}
