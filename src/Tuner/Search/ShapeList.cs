using System.Globalization;

namespace KernelGen.Tuner.Search;

/// <summary>
/// What <c>--shapes</c> takes: shapes and names of models, separated by semicolons. A size may be a list (<c>Nq64|512</c>) or a range that doubles
/// (<c>Nk=512..8192</c>), and <c>N</c> stands for Nq and Nk at once.
/// </summary>
internal static class ShapeList
{
    private const string Both = "N";

    private const int MostShapes = 1000;

    /// <summary>What it looks like, for help and messages.</summary>
    public const string Example = "B1,Hq8,N=512..4096;Hq32,Hkv8,Nq1,Nk2048|8192;bert-base";

    /// <summary>Reads the list.</summary>
    /// <param name="option">The option it was given with, for messages.</param>
    /// <param name="text">The text.</param>
    /// <exception cref="ToolException">A part is neither a shape nor a model, or there are none or far too many.</exception>
    public static IReadOnlyList<AttentionShape> Parse(string option, string text)
    {
        var items = text.Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        var shapes = items.SelectMany(item => Item(option, item)).Distinct().Take(MostShapes + 1).ToList();
        return shapes.Count switch
        {
            0 => throw new ToolException($"{option} is empty; give one or several shapes such as {ShapeText.Example}, or a model such as {ModelShapes.All[0].Name}."),
            > MostShapes => throw new ToolException(FormattableString.Invariant($"{option} makes over {MostShapes} shapes; give fewer lists and ranges.")),
            _ => shapes,
        };
    }

    private static IEnumerable<AttentionShape> Item(string option, string item)
    {
        if (ModelShapes.Find(item) is { } model)
            return model.Shapes;
        // A shape has sizes, with commas between them, or is one size after letters that a shape knows.
        if (!item.Contains(',') && !item.Contains('=') && !ShapeText.IsPart(item))
        {
            throw new ToolException(
                $"{option} has '{item}', which is neither a shape such as {ShapeText.Example} nor a model; the closest model is '{ModelShapes.Closest(item)}', "
                    + $"known are {string.Join(", ", ModelShapes.All.Select(one => one.Name))}.");
        }
        var parts = item.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).Select(part => Part(option, item, part));
        return Combine(parts).Select(shape => ShapeText.Parse(option, shape));
    }

    // One text for every choice of sizes.
    private static IEnumerable<string> Combine(IEnumerable<IReadOnlyList<string>> parts)
        => parts.Aggregate((IEnumerable<string>)[""], (heads, sizes) => heads.SelectMany(head => sizes.Select(size => head.Length == 0 ? size : $"{head},{size}")));

    private static IReadOnlyList<string> Part(string option, string item, string part)
    {
        var letters = string.Concat(part.TakeWhile(char.IsAsciiLetter));
        var sizes = part[letters.Length..].TrimStart('=').Split('|', StringSplitOptions.TrimEntries).SelectMany(size => Sizes(option, item, size));
        return string.Equals(letters, Both, StringComparison.OrdinalIgnoreCase)
            ? [.. sizes.Select(size => $"Nq{size},Nk{size}")]
            : [.. sizes.Select(size => letters + size)];
    }

    private static IEnumerable<string> Sizes(string option, string item, string size)
    {
        const string dots = "..";
        var split = size.Split(dots, StringSplitOptions.TrimEntries);
        if (split.Length == 1)
            return [size];
        if (split.Length != 2 || !Number(split[0], out var from) || !Number(split[1], out var to) || from < 1 || to < from)
        {
            throw new ToolException(
                $"{option} '{item}' has the range '{size}'; a range doubles from a size of at least 1 to one that is no smaller, as in Nq=512{dots}8192.");
        }
        return Doubling(from, to);
    }

    // The last one is in the range even when doubling steps over it.
    private static IEnumerable<string> Doubling(long from, long to)
    {
        for (var size = from; size < to; size *= 2)
            yield return size.ToString(CultureInfo.InvariantCulture);
        yield return to.ToString(CultureInfo.InvariantCulture);
    }

    private static bool Number(string text, out int number) => int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out number);
}
