using KernelGen.Planning;
using KernelGen.Templates.Expressions;
using KernelGen.Tuner.Compilation;
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
        var read = ExprSimplifier.Simplify(entry.Spec.Mask).Data().ToList();
        given.Require(read, $"The mask of {entry.Name}");
        var tile = MaskSizes.Tile(settings, entry.Spec);
        // No config: a mask has no need of kernels, and without them it compiles at once. Nor of a score function and what that reads.
        var compiled = SpecCompiler.Compile(entry.Spec with { Score = null }, entry.Name, []);
        var scope = MaskSizes.Scope(settings, compiled.Facts);
        using var values = new CallValues([.. entry.Spec.Data.Select(parameter => given.Find(parameter) ?? Unread(parameter))]);
        DataChecks.Check(compiled, ShapeOf(scope), values, given);
        scope = scope with { Data = values.Data };
        var view = new MaskView(compiled, scope, tile.Query, tile.Key);
        var picture = new MaskPicture(view, [.. Title(entry, scope, compiled.Classifier), .. DataLine(read, given)], MaskReport.Lines(view));
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

    private static IEnumerable<string> DataLine(List<ExprParameter> read, GivenData given)
        => read.Count == 0 ? [] : ["data: " + string.Join(", ", read.Select(parameter => given.Text(parameter.Name)))];

    private static DataValue Unread(ExprParameter parameter) => DataValue.Of(parameter, parameter.IsArray ? 0 : 1, _ => 0);

    // Large enough for the sequence and the head that are drawn.
    private static AttentionShape ShapeOf(in MaskScope scope)
        => new(scope.Batch + 1, scope.Head + 1, scope.KeyHead + 1, scope.QueryLength, scope.KeyLength) { QueryOffset = scope.QueryOffset };
}
