using System.CommandLine;
using KernelGen.Tuner.Reports;

namespace KernelGen.Tuner.Commands;

/// <summary>The options <c>--json</c> and <c>--csv</c> of a command that prints a list.</summary>
internal sealed class ListOptions
{
    private readonly Option<bool> _json = new("--json") { Description = "Prints a JSON array of objects; notes go to standard error." };
    private readonly Option<bool> _csv = new("--csv") { Description = "Prints comma-separated values under a line of names; notes go to standard error." };

    private ListOptions()
    {
    }

    /// <summary>Gives a command the options; together they are wrong usage.</summary>
    public static ListOptions AddTo(Command command)
    {
        var options = new ListOptions();
        command.Add(options._json);
        command.Add(options._csv);
        command.Validators.Add(result =>
        {
            if (result.GetValue(options._json) && result.GetValue(options._csv))
                result.AddError("--json and --csv are both given; a list is printed in one format: give one of them.");
        });
        return options;
    }

    /// <summary>The console with the format that a command line asks for.</summary>
    public ToolConsole Console(ParseResult parsed, ToolConsole console) => console.For(
        parsed.GetValue(_json) ? ListFormat.Json : parsed.GetValue(_csv) ? ListFormat.Csv : ListFormat.Table);
}
