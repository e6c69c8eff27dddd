using KernelGen.Planning;
using KernelGen.Templates.Expressions;
using KernelGen.Tuner.Data;
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
        else if (settings.Plain)
            throw new ToolException("--plain is given without --out; the terminal always shows title, legend and numbers.");
        var entry = SpecCatalog.Open(settings.Source, console).Find(settings.Spec);
        var given = GivenData.Read(settings.Data, [entry]);
        var tile = MaskSizes.Tile(settings, entry.Spec);
        // A mask is drawn without scores, biases and sinks, and so without the data that only they read.
        var source = new DataSource(entry with { Spec = entry.Spec with { Score = null, SinkLogit = null, LowRankBias = null } }, given);
        var shape = MaskSizes.Shape(settings, entry.Spec.Mask, given);
        using var values = source.For(shape);
        var scope = MaskSizes.Scope(settings, shape, source.Compiled.Facts) with { Data = values?.Data ?? default };
        var view = new MaskView(source.Compiled, scope, tile.Query, tile.Key);
        var picture = new MaskPicture(
            view, [.. Title(entry, scope, source.Compiled.Classifier), .. DataLine(source, given)], MaskReport.Lines(view));
        if (settings.Output is { } file)
            WriteFile(console, file, picture, settings.Plain);
        else
            TerminalDrawing.Write(console, picture);
        return ExitCodes.Done;
    }

    private static void WriteFile(ToolConsole console, string path, MaskPicture picture, bool plain)
    {
        MaskFile.Write(path, plain ? MaskPicture.Plain(picture.View) : picture);
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

    private static IEnumerable<string> DataLine(DataSource source, GivenData given)
    {
        var read = ExprSimplifier.Simplify(source.Spec.Spec.Mask).Data()
            .Select(parameter => given.Find(parameter) is null ? $"{parameter.Name} synthetic ({source.Describe(parameter)})" : given.Text(parameter.Name))
            .ToList();
        return read.Count == 0 ? [] : ["data: " + string.Join(", ", read)];
    }
}
