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
            ExportCommand.Create(console),
            ShowCommand.Create(console),
            ExplainCommand.Create(console, targets),
            EmitCommand.Create(console, targets),
            MaskCommand.Create(console),
            RunCommand.Create(console, targets),
            BenchCommand.Create(console),
            DevicesCommand.Create(console, targets),
        };
        var help = root.Options.OfType<HelpOption>().Single();
        if (help.Action is HelpAction action)
            help.Action = new ExamplesHelpAction(action);
        return root;
    }
}
