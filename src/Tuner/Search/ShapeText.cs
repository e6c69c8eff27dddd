using System.Globalization;
using KernelGen.Selection;

namespace KernelGen.Tuner.Search;

/// <summary>Shapes as the command line writes them: <c>B1,Hq8,Hkv8,Nq1024,Nk1024</c>, several separated by semicolons.</summary>
internal static class ShapeText
{
    private static readonly string[] Names = ["B", "Hq", "Hkv", "Nq", "Nk", "Offset"];

    /// <summary>What a shape looks like, for messages.</summary>
    public const string Example = "B1,Hq8,Hkv8,Nq1024,Nk1024";

    /// <summary>The text of a shape.</summary>
    public static string Write(in AttentionShape shape)
    {
        var offset = shape.QueryOffset is { } value ? string.Create(CultureInfo.InvariantCulture, $",Offset{value}") : "";
        return string.Create(
            CultureInfo.InvariantCulture,
            $"B{shape.Batch},Hq{shape.QueryHeads},Hkv{shape.KeyHeads},Nq{shape.QueryLength},Nk{shape.KeyLength}{offset}");
    }

    /// <summary>Whether a text begins with the name of a size.</summary>
    public static bool IsPart(string text)
        => Names.Append("N").Contains(string.Concat(text.TakeWhile(char.IsAsciiLetter)), StringComparer.OrdinalIgnoreCase);

    /// <summary>Reads one shape. B is 1 and Hkv is Hq when they are left out.</summary>
    /// <param name="option">The option it was given with, for messages.</param>
    /// <param name="text">The text.</param>
    /// <exception cref="ToolException">It is not a shape.</exception>
    public static AttentionShape Parse(string option, string text)
    {
        var values = new Dictionary<string, int>(StringComparer.OrdinalIgnoreCase);
        foreach (var part in text.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
        {
            var (name, value) = Part(option, text, part);
            if (!values.TryAdd(name, value))
                throw new ToolException($"{option} '{text}' gives {name} twice.");
        }
        int Required(string name) => values.TryGetValue(name, out var value)
            ? value
            : throw new ToolException($"{option} '{text}' lacks {name}; a shape looks like {Example}.");
        var heads = Required("Hq");
        var shape = new AttentionShape(
            values.GetValueOrDefault("B", 1), heads, values.GetValueOrDefault("Hkv", heads), Required("Nq"), Required("Nk"))
        {
            QueryOffset = values.TryGetValue("Offset", out var offset) ? offset : null,
        };
        return Checked(option, text, shape);
    }

    /// <summary>Reads one shape; null when it is none.</summary>
    public static AttentionShape? TryParse(string text)
    {
        try
        {
            return Parse("shape", text);
        }
        catch (ToolException)
        {
            return null;
        }
    }

    private static AttentionShape Checked(string option, string text, in AttentionShape shape)
    {
        if (shape.Batch < 1 || shape.QueryHeads < 1 || shape.KeyHeads < 1 || shape.QueryLength < 1 || shape.KeyLength < 1)
            throw new ToolException($"{option} '{text}' has a size below 1; every size must be at least 1.");
        if (shape.QueryHeads % shape.KeyHeads != 0)
        {
            throw new ToolException(
                $"{option} '{text}' has {shape.QueryHeads} query heads for {shape.KeyHeads} key heads; "
                    + "query heads must be a multiple of key heads.");
        }
        return WithOffset(option, shape);
    }

    /// <summary>The shape, when its positions are numbers that kernels can count with.</summary>
    /// <param name="option">What gave the offset.</param>
    /// <param name="shape">The shape.</param>
    /// <exception cref="ToolException">Its positions are not.</exception>
    public static AttentionShape WithOffset(string option, in AttentionShape shape)
    {
        try
        {
            ArgumentChecks.Shape(shape, option);
            return shape;
        }
        catch (ArgumentException error)
        {
            throw new ToolException(error.Message.Split(" (Parameter", 2)[0]);
        }
    }

    private static (string Name, int Value) Part(string option, string text, string part)
    {
        var letters = part.TakeWhile(char.IsAsciiLetter).Count();
        var name = Names.FirstOrDefault(known => string.Equals(known, part[..letters], StringComparison.OrdinalIgnoreCase));
        if (name is null)
        {
            throw new ToolException(
                $"{option} '{text}' has the unknown part '{part}'; the closest is '{ClosestName.Of(part[..letters], Names)}', "
                    + $"allowed are {string.Join(", ", Names)}, as in {Example}.");
        }
        // Only the offset may be negative.
        var style = name == "Offset" ? NumberStyles.AllowLeadingSign : NumberStyles.None;
        return int.TryParse(part.AsSpan(letters), style, CultureInfo.InvariantCulture, out var value)
            ? (name, value)
            : throw new ToolException($"{option} '{text}' has '{part}'; {name} must be followed by a whole number, as in {Example}.");
    }
}
