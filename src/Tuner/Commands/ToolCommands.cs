using System.CommandLine;
using System.CommandLine.Help;
using KernelGen.Tuner.Targets;

namespace KernelGen.Tuner.Commands;

/// <summary>The tree of commands.</summary>
internal static class ToolCommands
{
    /// <summary>The tool's name on the command line.</summary>
    public const string Name = "kernelgen";

    /// <summary>Builds the tree.</summary>
    /// <param name="console">Where commands write.</param>
    /// <param name="targets">Where they compute.</param>
    public static RootCommand Create(ToolConsole console, ToolTargets targets)
    {
        var root = new RootCommand("Tunes, runs and explains KernelGen attention kernels.")
        {
            TuneCommand.Create(console, targets),
            VerifyCommand.Create(console, targets),
            ExportCommand.Create(console),
            ImportCommand.Create(console),
            MergeCommand.Create(console),
            PruneCommand.Create(console),
            DiffCommand.Create(console),
            ShowCommand.Create(console),
            BestCommand.Create(console, targets),
            GateCommand.Create(console, targets),
            ExplainCommand.Create(console, targets),
            EmitCommand.Create(console, targets),
            MaskCommand.Create(console),
            RunCommand.Create(console, targets),
            BenchCommand.Create(console),
            ReplayCommand.Create(console),
            ReportCommand.Create(console, targets),
            DevicesCommand.Create(console, targets),
            DoctorCommand.Create(console, targets),
            CompletionCommand.Create(console),
        };
        var help = root.Options.OfType<HelpOption>().Single();
        if (help.Action is HelpAction action)
            help.Action = new ExamplesHelpAction(action);
        return root;
    }
}
