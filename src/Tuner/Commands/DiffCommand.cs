using System.CommandLine;
using KernelGen.Selection;
using KernelGen.Tuner.Reports;
using KernelGen.Tuner.Storage;
using KernelGen.Tuning;

namespace KernelGen.Tuner.Commands;

/// <summary><c>kernelgen diff</c>.</summary>
internal static class DiffCommand
{
    public static Command Create(ToolConsole console)
    {
        var first = new Argument<string>("a") { Description = "A tuning database or a file of `export --measurements`; with --devices a device." };
        var second = new Argument<string>("b") { Description = "What it is compared with: another of the same kind." };
        var devices = new Option<bool>("--devices") { Description = "Compares two devices of one database, named by parts of their keys." };
        var spec = RowFilters.Text("--spec", "Only specs whose name contains this.");
        spec.CompletionSources.Add(Completions.MeasuredSpecs);
        var database = CommonOptions.Database();
        var command = new ToolCommand(
            "diff",
            "Compares the winners of two tuning databases, or of two devices, for each spec and shape bucket: the variants, and how many times as long B's takes. "
                + "The largest differences come first.",
            "kernelgen diff before.db after.db",
            "kernelgen diff h100.jsonl h200.jsonl --spec LlamaAttention --csv > diff.csv",
            "kernelgen diff avx512:2c avx2 --devices --db tuning.db")
        {
            first, second, devices, spec, database,
        };
        var lists = ListOptions.AddTo(command);
        command.SetAction(parsed =>
        {
            var (a, b) = (parsed.GetRequiredValue(first), parsed.GetRequiredValue(second));
            var filter = new MeasurementFilter(parsed.GetValue(spec), null);
            var comparisons = parsed.GetValue(devices)
                ? OfDevices(parsed.GetValue(database), filter, a, b)
                : OfDatabases(parsed.GetValue(database), filter, a, b);
            ComparisonTable.Print(lists.Console(parsed, console), comparisons);
            return ExitCodes.Done;
        });
        return command;
    }

    private static IReadOnlyList<Comparison> OfDatabases(string? database, MeasurementFilter filter, string a, string b)
    {
        if (database is not null)
            throw new ToolException("--db goes with --devices; two databases are compared as `diff a.db b.db`.");
        return Comparison.OfDatabases(filter.Require(MeasurementSource.Read(a)), filter.Require(MeasurementSource.Read(b)));
    }

    private static IReadOnlyList<Comparison> OfDevices(string? database, MeasurementFilter filter, string a, string b)
    {
        using var reader = CommonOptions.OpenDatabase(database);
        var rows = filter.Require(reader.Rows());
        var keys = rows.Select(row => row.Key.DeviceKey).Distinct().Order(StringComparer.Ordinal).ToList();
        return Comparison.OfDevices(rows, Device("a", a, keys), Device("b", b, keys));
    }

    // A whole key, or a part that only one key has.
    private static string Device(string argument, string name, IReadOnlyList<string> keys)
    {
        if (keys.Contains(name))
            return name;
        var meant = keys.Where(key => RowFilters.Contains(key, name)).ToList();
        return meant.Count == 1
            ? meant[0]
            : throw new ToolException(
                $"{argument} is '{name}', which {(meant.Count == 0 ? $"no device's key contains; the closest is '{ClosestName.Of(name, keys)}'" : "several devices' keys contain")}. "
                    + $"There are: {string.Join(", ", meant.Count == 0 ? keys : meant)}.");
    }
}
