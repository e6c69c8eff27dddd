using Spectre.Console;

namespace KernelGen.Tuner.Drawing;

/// <summary>Draws a mask into the terminal, as large as it allows.</summary>
internal static class TerminalDrawing
{
    // Title, legend, numbers, blank lines and the prompt stay visible with the picture.
    private const int LinesAround = 11;
    private const int FewestLines = 8;

    // Where nobody watches there is no size to fit: small enough for a log, a page and a review.
    private const int PipeCharacters = 96;
    private const int PipeLines = 48;

    /// <summary>Writes title, picture, legend and numbers.</summary>
    public static void Write(ToolConsole console, MaskPicture picture)
    {
        foreach (var line in picture.Title)
            console.Output.WriteLine(line);
        console.Output.WriteLine();
        WriteGrid(console, picture.View);
        console.Output.WriteLine();
        foreach (var line in picture.Report)
            console.Output.WriteLine(line);
    }

    private static void WriteGrid(ToolConsole console, MaskView view)
    {
        var ansi = console.Ansi();
        var (width, lines) = console.IsTerminal
            ? (ansi.Profile.Width - 1, Math.Max(FewestLines, ansi.Profile.Height - LinesAround))
            : (PipeCharacters, PipeLines);
        if (console.IsTerminal && ansi.Profile.Capabilities.Ansi && ansi.Profile.Capabilities.ColorSystem != ColorSystem.NoColors)
        {
            ansi.Write(new HalfBlockDrawing(MaskGrid.Fit(view, width, 2 * lines)));
            ansi.MarkupLine("\n" + HalfBlockDrawing.Legend);
            return;
        }
        console.Output.Write(ShadeDrawing.Draw(MaskGrid.Fit(view, ShadeDrawing.Cells(width), lines)));
        console.Output.WriteLine("\n" + ShadeDrawing.Legend);
    }
}
