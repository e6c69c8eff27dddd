using KernelGen.Planning;
using KernelGen.Templates.Expressions;
using KernelGen.Tuner.Compilation;
using KernelGen.Tuner.Drawing;
using KernelGen.Tuner.Specs;

namespace KernelGen.Tuner.Commands;

/// <summary>Draws a mask. It is compiled from the canonical text, so nothing of the user's assembly is executed.</summary>
internal static class MaskPainter
{
    /// <summary>Draws, and reports.</summary>
    /// <returns>The exit code.</returns>
    public static int Run(ToolConsole console, MaskSettings settings)
    {
        if (settings.Output is { } path)
            MaskFile.Check(path);
        var entry = SpecCatalog.Open(settings.Source, console).Find(settings.Spec);
        CheckData(entry);
        var tile = MaskSizes.Tile(settings, entry.Spec);
        // No config: a mask has no need of kernels, and without them it compiles at once.
        var compiled = SpecCompiler.Compile(entry.Spec, entry.Name, []);
        var scope = MaskSizes.Scope(settings, compiled.Facts);
        var view = new MaskView(compiled, scope, tile.Query, tile.Key);
        var picture = new MaskPicture(view, Title(entry, scope, compiled.Classifier), MaskReport.Lines(view));
        if (settings.Output is { } file)
            WriteFile(console, file, picture);
        else
            TerminalDrawing.Write(console, picture);
        return ExitCodes.Done;
    }

    private static void WriteFile(ToolConsole console, string path, MaskPicture picture)
    {
        MaskFile.Write(path, picture);
        foreach (var line in picture.Title.Concat(picture.Report))
            console.Output.WriteLine(line);
        console.Output.WriteLine($"Drawn into {path}");
    }

    private static IReadOnlyList<string> Title(SpecEntry entry, in MaskScope scope, TileClassifier classifier)
    {
        var sizes = FormattableString.Invariant(
            $"{scope.QueryLength} queries (down) from position {scope.QueryOffset}, {scope.KeyLength} keys (to the right)");
        var head = classifier.DependsOnHead ? FormattableString.Invariant($", head {scope.Head} (key head {scope.KeyHead})") : "";
        var batch = classifier.DependsOnBatch ? FormattableString.Invariant($", sequence {scope.Batch}") : "";
        return [$"{entry.Name}: {ScalarCSharp.Print(entry.Spec.Mask)}", sizes + head + batch];
    }

    // What a score function alone reads does not matter here.
    private static void CheckData(SpecEntry entry)
    {
        var names = ExprSimplifier.Simplify(entry.Spec.Mask).Data().Select(parameter => $"'{parameter}'").ToList();
        if (names.Count > 0)
        {
            throw new ToolException(
                $"The mask of {entry.Name} reads data that only a call has: {string.Join(", ", names)}. "
                    + "Masks with data cannot be drawn yet; `kernelgen emit` prints the expression.");
        }
    }
}
