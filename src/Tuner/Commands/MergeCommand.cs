using System.CommandLine;
using KernelGen.Tuner.Reports;
using KernelGen.Tuner.Storage;
using KernelGen.Tuning;

namespace KernelGen.Tuner.Commands;

/// <summary><c>kernelgen merge</c>.</summary>
internal static class MergeCommand
{
    public static Command Create(ToolConsole console)
    {
        var sources = new Argument<string[]>("source")
        {
            Description = "Tuning databases, or files that `export --measurements` wrote; one or more.",
            Arity = ArgumentArity.OneOrMore,
        };
        var into = new Option<string>("--into")
        {
            Description = "The tuning database that gets the measurements; made where it is absent.",
            HelpName = "database",
            Required = true,
        };
        var command = new ToolCommand(
            "merge",
            "Unites what several machines measured in one tuning database. The sources are only read; what is there already is not added again.",
            "kernelgen merge laptop.db server.db h200.jsonl --into all.db",
            "kernelgen merge laptop.db --into \"Host=db;Database=tuning;Username=me\"")
        {
            sources, into,
        };
        var lists = ListOptions.AddTo(command);
        command.SetAction(parsed =>
        {
            // All are read before the first is added, so that a wrong one leaves everything as it was.
            var read = parsed.GetRequiredValue(sources).Select(source => (Name: TuningDatabaseLocation.Describe(source), Rows: MeasurementSource.Read(source))).ToList();
            using var writer = CommonOptions.OpenForWriting(console, parsed.GetRequiredValue(into));
            AddedTable.Print(
                lists.Console(parsed, console), writer.Name, [.. read.Select(source => new AddedMeasurements(source.Name, source.Rows.Count, writer.AddMissing(source.Rows)))]);
            return ExitCodes.Done;
        });
        return command;
    }
}
