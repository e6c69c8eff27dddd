using System.CommandLine;
using KernelGen.Tuner.Doctor;
using KernelGen.Tuner.Reports;
using KernelGen.Tuner.Specs;
using KernelGen.Tuner.Targets;

namespace KernelGen.Tuner.Commands;

/// <summary><c>kernelgen doctor</c>.</summary>
internal static class DoctorCommand
{
    public static Command Create(ToolConsole console, ToolTargets targets)
    {
        var source = new Argument<string?>("assembly")
        {
            Description = "An assembly or project that references ILGPU: its accelerators are looked for too.",
            Arity = ArgumentArity.ZeroOrOne,
        };
        var database = CommonOptions.Database();
        var command = new ToolCommand(
            "doctor",
            "Looks at everything that the tool needs or that disturbs measurements: processor, clock, memory, .NET, tuning database, devices. Says of each whether it "
                + "is ok, and what to do when not. Exits with 1 only when something necessary is broken.",
            "kernelgen doctor",
            "kernelgen doctor bin/Release/net10.0/App.dll --db tuning.db",
            "kernelgen doctor --json")
        {
            source, database,
        };
        command.FailsWhen = "something necessary is broken";
        var lists = ListOptions.AddTo(command);
        command.SetAction(parsed => Run(
            lists.Console(parsed, console), targets, CommonOptions.DatabasePath(parsed.GetValue(database)), parsed.GetValue(source)));
        return command;
    }

    private static int Run(ToolConsole console, ToolTargets targets, string database, string? source)
    {
        var assembly = source is null ? null : SpecCatalog.FindAssembly(source, console);
        var around = Surroundings.OfMachine(targets, database, assembly);
        IReadOnlyList<Finding> findings = [.. MachineChecks.All(around), .. ClockChecks.All(around), .. DatabaseChecks.All(around), .. DeviceChecks.All(around)];
        FindingsTable.Print(console, findings);
        var broken = findings.Count(finding => finding.State == FindingState.Broken);
        console.Notes.WriteLine(broken > 0 ? "Something necessary is broken." : "Everything necessary works.");
        return broken > 0 ? ExitCodes.CheckFailed : ExitCodes.Done;
    }
}
