using Spectre.Console;

namespace KernelGen.Tuner;

/// <summary>Where the tool writes: results to one stream, errors to the other.</summary>
/// <param name="output">Results.</param>
/// <param name="error">Errors.</param>
/// <param name="isTerminal">Whether a person watches, so that progress may redraw itself.</param>
internal sealed class ToolConsole(TextWriter output, TextWriter error, bool isTerminal)
{
    // Tables in files and pipes are not cut to the width of some terminal.
    private const int PipeWidth = 240;

    /// <summary>Results.</summary>
    public TextWriter Output { get; } = output;

    /// <summary>Errors.</summary>
    public TextWriter Error { get; } = error;

    /// <summary>Whether a person watches.</summary>
    public bool IsTerminal { get; } = isTerminal;

    /// <summary>The process's own streams.</summary>
    public static ToolConsole ForProcess() => new(Console.Out, Console.Error, !Console.IsOutputRedirected);

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
