using System.CommandLine;
using System.CommandLine.Help;

namespace KernelGen.Tuner.Commands;

/// <summary>The tree of commands.</summary>
internal static class ToolCommands
{
    /// <summary>The tool's name on the command line.</summary>
    public const string Name = "kernelgen";

    /// <summary>Builds the tree.</summary>
    public static RootCommand Create(ToolConsole console)
    {
        var root = new RootCommand("Tunes, runs and explains KernelGen attention kernels.")
        {
            TuneCommand.Create(console),
            ExportCommand.Create(console),
            ShowCommand.Create(console),
            ExplainCommand.Create(console),
            EmitCommand.Create(console),
            MaskCommand.Create(console),
            RunCommand.Create(console),
            BenchCommand.Create(console),
            DevicesCommand.Create(console),
        };
        var help = root.Options.OfType<HelpOption>().Single();
        if (help.Action is HelpAction action)
            help.Action = new ExamplesHelpAction(action);
        return root;
    }
}
