using System.CommandLine;
using KernelGen.Tuner.Reports;
using KernelGen.Tuner.Storage;

namespace KernelGen.Tuner.Commands;

/// <summary><c>kernelgen import</c>.</summary>
internal static class ImportCommand
{
    public static Command Create(ToolConsole console)
    {
        var file = new Argument<string>("file") { Description = "A file that `export --measurements` wrote." };
        var database = CommonOptions.Database();
        var command = new ToolCommand(
            "import",
            "Adds the measurements of a file to the tuning database, all or none. What is there already is not added again.",
            "kernelgen import h200.jsonl",
            "kernelgen import sweep.jsonl --db replay.db")
        {
            file, database,
        };
        var lists = ListOptions.AddTo(command);
        command.SetAction(parsed =>
        {
            var path = parsed.GetRequiredValue(file);
            var rows = MeasurementFile.Read(path);
            using var writer = CommonOptions.OpenForWriting(console, parsed.GetValue(database));
            AddedTable.Print(lists.Console(parsed, console), writer.Name, [new AddedMeasurements(path, rows.Count, writer.AddMissing(rows))]);
            return ExitCodes.Done;
        });
        return command;
    }
}
