using KernelGen.Tuner.Reports;
using Spectre.Console;

namespace KernelGen.Tuner;

/// <summary>Where the tool writes: results to one stream, errors to the other.</summary>
/// <param name="output">Results.</param>
/// <param name="error">Errors.</param>
/// <param name="isTerminal">Whether a person watches, so that progress may redraw itself.</param>
/// <param name="format">How lists are printed.</param>
internal sealed class ToolConsole(TextWriter output, TextWriter error, bool isTerminal, ListFormat format = ListFormat.Table)
{
    // Tables in files and pipes are not cut to the width of some terminal.
    private const int PipeWidth = 240;

    /// <summary>Results.</summary>
    public TextWriter Output { get; } = output;

    /// <summary>Errors.</summary>
    public TextWriter Error { get; } = error;

    /// <summary>Progress and remarks: among the results, or apart from them where a program reads those.</summary>
    public TextWriter Notes => Format == ListFormat.Table ? Output : Error;

    /// <summary>How lists are printed.</summary>
    public ListFormat Format { get; } = format;

    /// <summary>Whether a person watches.</summary>
    public bool IsTerminal { get; } = isTerminal;

    /// <summary>The process's own streams.</summary>
    public static ToolConsole ForProcess() => new(Console.Out, Console.Error, !Console.IsOutputRedirected);

    /// <summary>The same streams with lists in a format. Nothing redraws itself where a program reads.</summary>
    public ToolConsole For(ListFormat format) => format == Format ? this : new(Output, Error, IsTerminal && format == ListFormat.Table, format);

    /// <summary>Spectre's view of the output.</summary>
    public IAnsiConsole Ansi()
    {
        var console = AnsiConsole.Create(new AnsiConsoleSettings
        {
            Ansi = IsTerminal ? AnsiSupport.Detect : AnsiSupport.No,
            Interactive = IsTerminal ? InteractionSupport.Detect : InteractionSupport.No,
            Out = new AnsiConsoleOutput(Output),
        });
        if (!IsTerminal)
            console.Profile.Width = PipeWidth;
        return console;
    }
}
