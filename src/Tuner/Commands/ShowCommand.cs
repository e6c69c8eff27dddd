using System.CommandLine;
using KernelGen.Selection;
using KernelGen.Tuner.Reports;
using KernelGen.Tuning;

namespace KernelGen.Tuner.Commands;

/// <summary><c>kernelgen show</c>.</summary>
internal static class ShowCommand
{
    public static Command Create(ToolConsole console)
    {
        var spec = Filter("--spec", "Only specs whose name contains this.");
        var device = Filter("--device", "Only devices whose key contains this.");
        var bucket = Filter("--bucket", "Only this shape bucket, for example h8-q1024-k1024.");
        var variant = Filter("--variant", "Only variants whose id contains this.");
        var status = Filter("--status", $"Only this status: {string.Join(", ", TuningStatusText.All)}.");
        var every = new Option<bool>("--history") { Description = "Every measurement; by default the newest of each." };
        var json = new Option<bool>("--json") { Description = "All fields, as JSON." };
        var database = CommonOptions.Database();
        var command = new ToolCommand(
            "show",
            "Shows what the tuning database holds.",
            "kernelgen show",
            "kernelgen show --spec LlamaAttention --bucket h8-q1024-k1024",
            "kernelgen show --device cuda: --variant cuda.mma",
            "kernelgen show --status \"wrong result\" --json")
        {
            spec, device, bucket, variant, status, every, json, database,
        };
        command.SetAction(parsed =>
        {
            using var reader = CommonOptions.OpenDatabase(parsed.GetValue(database));
            var wanted = Status(parsed.GetValue(status));
            var buckets = Bucket(parsed.GetValue(bucket));
            var rows = (parsed.GetValue(every) ? reader.Rows() : reader.Latest())
                .Where(row => Contains(row.SpecName, parsed.GetValue(spec)) && Contains(row.Key.DeviceKey, parsed.GetValue(device)))
                .Where(row => Contains(row.Key.Variant, parsed.GetValue(variant)))
                .Where(row => (wanted is null || row.Status == wanted) && (buckets is null || row.Key.Bucket == buckets))
                .ToList();
            if (parsed.GetValue(json))
                MeasurementTable.PrintJson(console, rows);
            else
                MeasurementTable.Print(console, rows);
            return ExitCodes.Done;
        });
        return command;
    }

    private static Option<string?> Filter(string name, string description) => new(name) { Description = description, HelpName = "text" };

    private static bool Contains(string text, string? part) => part is null || text.Contains(part, StringComparison.OrdinalIgnoreCase);

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

    private static ShapeBucket? Bucket(string? text)
    {
        if (text is null)
            return null;
        return ShapeBucket.TryParse(text, out var bucket)
            ? bucket
            : throw new ToolException($"--bucket is '{text}'; a bucket looks like h8-q1024-k1024.");
    }
}
