using System.CommandLine;
using System.CommandLine.Help;
using System.Text;
using KernelGen.Tuner.Commands;
using KernelGen.Tuner.Targets;

namespace KernelGen.Tuner.Tests.Documentation;

/// <summary>The reference of docs/cli.md, made from the definitions that <c>--help</c> prints.</summary>
internal static class CliReference
{
    private static readonly ToolConsole s_silent = new(TextWriter.Null, TextWriter.Null, isTerminal: false);

    /// <summary>The commands, in the order of the help.</summary>
    public static IReadOnlyList<ToolCommand> Commands { get; } = [.. ToolCommands.Create(s_silent, ToolTargets.OfMachine).Subcommands.Cast<ToolCommand>()];

    /// <summary>The text between the marks.</summary>
    public static string Markdown()
    {
        var text = new StringBuilder($"\n{ToolCommand.ExitCodeMeanings}\n");
        foreach (var command in Commands)
            Write(text, command);
        return text.Append('\n').ToString();
    }

    private static void Write(StringBuilder text, ToolCommand command)
    {
        text.Append($"\n### kernelgen {command.Name}\n\n{Escape(command.Description!)}\n\n```\n{Usage(command)}\n```\n\n| | |\n|---|---|\n");
        foreach (var argument in command.Arguments)
            text.Append($"| `<{argument.Name}>` | {Escape(argument.Description!)}{(argument.Arity.MinimumNumberOfValues == 0 ? " May be left out." : "")} |\n");
        foreach (var option in Options(command))
            text.Append($"| `{Name(option)}` | {Escape(option.Description!)}{Remarks(option)} |\n");
        text.Append($"\n```\n{string.Join('\n', command.Examples)}\n```\n");
        if (command.FailsWhen is { } failure)
            text.Append($"\nExits with 1 when {Escape(failure)}.\n");
    }

    private static string Usage(ToolCommand command)
    {
        var arguments = command.Arguments.Select(argument => argument.Arity.MinimumNumberOfValues == 0 ? $"[<{argument.Name}>]" : $"<{argument.Name}>");
        var required = Options(command).Where(option => option.Required).Select(Name);
        var rest = Options(command).Any(option => !option.Required) ? new[] { "[options]" } : [];
        return string.Join(' ', ["kernelgen", command.Name, .. arguments, .. required, .. rest]);
    }

    private static IEnumerable<Option> Options(ToolCommand command) => command.Options.Where(option => option is not HelpOption && !option.Hidden);

    private static string Name(Option option) => option.HelpName is { Length: > 0 } value ? $"{option.Name} <{value}>" : option.Name;

    private static string Remarks(Option option)
    {
        var remarks = option.Required ? " Required." : "";
        return option.HasDefaultValue && option.ValueType != typeof(bool) && option.GetDefaultValue()?.ToString() is { Length: > 0 } value
            ? remarks + $" Default: `{FormattableString.Invariant($"{option.GetDefaultValue()}")}`."
            : remarks;
    }

    // A table's border, and what Markdown would take for a tag.
    private static string Escape(string text) => text.Replace("|", "\\|", StringComparison.Ordinal).Replace("<", "\\<", StringComparison.Ordinal);
}
