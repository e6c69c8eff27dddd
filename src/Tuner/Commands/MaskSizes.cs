using System.Globalization;
using KernelGen.Planning;
using KernelGen.Templates.Cpu;
using KernelGen.Templates.Expressions;
using KernelGen.Templates.Specs;
using KernelGen.Tuner.Data;
using KernelGen.Tuner.Search;

namespace KernelGen.Tuner.Commands;

/// <summary>Turns the numbers of <c>kernelgen mask</c> into a scope and a tile, or says which of them is wrong.</summary>
internal static class MaskSizes
{
    // What masks are proven for; longer ones would also need more memory for their plan than a picture is worth.
    private const int LongestLength = 1 << 30;

    private const int MostQueryTiles = 1 << 24;

    /// <summary>The call whose mask is drawn: with the sequences and heads that were asked for, or else as many as given tensors are for.</summary>
    /// <exception cref="ToolException">A number is not allowed.</exception>
    public static AttentionShape Shape(MaskSettings settings, Expr mask, GivenData given)
    {
        Require("--nq", settings.QueryLength, 1, LongestLength);
        Require("--nk", settings.KeyLength, 1, LongestLength);
        Require("--batch", settings.Batch, 0, int.MaxValue - 1);
        Require("--head", settings.Head, 0, int.MaxValue - 1);
        var heads = settings.Heads ?? Math.Max(settings.Head + 1, given.Count(mask, ExprVariable.Head));
        Require("--heads", heads, 1, int.MaxValue);
        if (settings.Head >= heads)
            throw new ToolException(Text($"--head is {settings.Head}; with {heads} heads it must be 0 to {heads - 1}."));
        var keyHeads = settings.KeyHeads ?? heads;
        Require("--kv-heads", keyHeads, 1, int.MaxValue);
        if (heads % keyHeads != 0)
            throw new ToolException(Text($"--kv-heads is {keyHeads}; the {heads} query heads must be a multiple of it."));
        if (settings.QueryOffset is { } offset)
            Require("--query-offset", offset, -LongestLength, LongestLength);
        var sequences = Math.Max(settings.Batch + 1, given.Count(mask, ExprVariable.Batch));
        var shape = new AttentionShape(sequences, heads, keyHeads, settings.QueryLength, settings.KeyLength) { QueryOffset = settings.QueryOffset };
        return ShapeText.WithOffset("--query-offset", shape);
    }

    /// <summary>The place in that call that is drawn.</summary>
    public static MaskScope Scope(MaskSettings settings, in AttentionShape shape, SpecFacts facts)
    {
        var keyHead = settings.Head / shape.GroupSize;
        return new MaskScope(
            shape.QueryLength, shape.KeyLength, facts.ResolveOffset(shape), settings.Batch, settings.Head, keyHead, shape.QueryHeads);
    }

    /// <summary>The tile: what was given, else what the first emitted variant has.</summary>
    /// <exception cref="ToolException">It cannot be read, or is far too small for the lengths.</exception>
    public static (int Query, int Key) Tile(MaskSettings settings, AttentionSpec spec)
    {
        var preferred = CpuConfigSpace.Defaults(spec)[0];
        var (query, key) = settings.Tile is { } text ? Parse(text) : (preferred.QueryTile, preferred.KeyTile);
        if (settings.QueryLength / query >= MostQueryTiles)
        {
            throw new ToolException(Text(
                $"--tile has {query} queries, which makes more than {MostQueryTiles} query tiles; ")
                + Text($"give at least {settings.QueryLength / MostQueryTiles + 1}."));
        }
        return (query, key);
    }

    private static (int Query, int Key) Parse(string text)
    {
        var parts = text.Split(',');
        return parts.Length == 2 && Side(parts[0]) is { } query && Side(parts[1]) is { } key
            ? (query, key)
            : throw new ToolException(Text(
                $"--tile is '{text}'; it must be query rows and keys, each 1 to {LongestLength}, for example 48,128."));
    }

    private static int? Side(string text)
    {
        var isNumber = int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var side);
        return isNumber && side is >= 1 and <= LongestLength ? side : null;
    }

    private static void Require(string name, int given, int least, int most)
    {
        if (given < least || given > most)
        {
            var nearest = Math.Clamp(given, least, most);
            throw new ToolException(Text($"{name} is {given}; it must be {least} to {most}, the nearest is {nearest}."));
        }
    }

    private static string Text(FormattableString text) => FormattableString.Invariant(text);
}
