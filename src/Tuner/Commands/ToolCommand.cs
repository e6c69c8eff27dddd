using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;

namespace KernelGen.Tuner.Commands;

/// <summary>A command whose help ends with examples and exit codes.</summary>
internal sealed class ToolCommand(string name, string description, params string[] examples) : Command(name, description)
{
    /// <summary>What exit codes mean, for every command.</summary>
    public const string ExitCodeMeanings = "Exit codes: 0 done, 1 a check failed, 2 wrong usage or input.";

    /// <summary>Whole command lines.</summary>
    public IReadOnlyList<string> Examples { get; } = examples;

    /// <summary>When the command exits with 1, as the rest of a sentence; null when only emitted code that does not compile has it do so.</summary>
    public string? FailsWhen { get; set; }

    /// <summary>What exit codes mean here.</summary>
    public string ExitCodes => FailsWhen is null ? ExitCodeMeanings : $"{ExitCodeMeanings} It exits with 1 when {FailsWhen}.";
}

/// <summary>The library's help, followed by the command's examples and exit codes.</summary>
internal sealed class ExamplesHelpAction(HelpAction inner) : SynchronousCommandLineAction
{
    /// <inheritdoc/>
    public override int Invoke(ParseResult parseResult)
    {
        var code = inner.Invoke(parseResult);
        var output = parseResult.InvocationConfiguration.Output;
        if (parseResult.CommandResult.Command is not ToolCommand command)
        {
            output.WriteLine(ToolCommand.ExitCodeMeanings);
            return code;
        }
        output.WriteLine("Examples:");
        foreach (var example in command.Examples)
            output.WriteLine("  " + example);
        output.WriteLine();
        output.WriteLine(command.ExitCodes);
        return code;
    }
}
