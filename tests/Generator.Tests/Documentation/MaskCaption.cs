using System.Globalization;
using System.Text.RegularExpressions;

namespace KernelGen.Generator.Tests.Documentation;

/// <summary>
/// The line under a picture of a mask, which says what is drawn: the example above it, by the name of its class or with the attributes that stand
/// here, with lengths and tiles.
/// </summary>
/// <param name="Spec">The attributes of the mask with the numbers that are drawn, or the class of the example.</param>
/// <param name="Queries">Query rows.</param>
/// <param name="Keys">Keys.</param>
/// <param name="QueryTile">Query rows of a tile.</param>
/// <param name="KeyTile">Keys of a tile.</param>
/// <param name="Head">Which query head.</param>
/// <param name="Data">The elements of the data parameters, as they are written, by name.</param>
internal sealed partial record MaskCaption(
    string Spec, int Queries, int Keys, int QueryTile, int KeyTile, int Head, IReadOnlyDictionary<string, IReadOnlyList<string>> Data)
{
    private const string Form = "`[Attributes]` or `Class`, 48 queries and keys in tiles of 8 x 8 (or: 32 queries and 48 keys; at the end: "
        + ", head 1; then: , with document = 0 x 20, 1 x 28 and prefix = 4 and blocks = 100, 110 x 2)";

    /// <summary>Whether attributes stand for those of the example.</summary>
    public bool HasAttributes => Spec.StartsWith('[');

    /// <summary>Reads a caption.</summary>
    /// <exception cref="FormatException">It says something else.</exception>
    public static MaskCaption Parse(string text)
    {
        var match = Pattern().Match(text);
        if (!match.Success)
            throw new FormatException($"The line under a picture is '{text}'; it must be {Form}");
        var queries = Number(match, "queries") ?? 0;
        var data = match.Groups["data"].Value.Split(" and ", StringSplitOptions.RemoveEmptyEntries).Select(one => one.Split(" = "));
        return new MaskCaption(
            match.Groups["spec"].Value, queries, Number(match, "keys") ?? queries, Number(match, "queryTile") ?? 0, Number(match, "keyTile") ?? 0,
            Number(match, "head") ?? 0, data.ToDictionary(one => one[0], one => Elements(one[1])));
    }

    // 0 x 2, 7 means 0, 0, 7; of a tensor each is a row.
    private static IReadOnlyList<string> Elements(string text)
        => [.. text.Split(", ").Select(run => run.Split(" x ")).SelectMany(
            run => Enumerable.Repeat(run[0], run.Length > 1 ? int.Parse(run[1], CultureInfo.InvariantCulture) : 1))];

    private static int? Number(Match match, string name)
        => match.Groups[name] is { Success: true } group ? int.Parse(group.Value, CultureInfo.InvariantCulture) : null;

    [GeneratedRegex("""
        ^`(?<spec>[^`]+)`,\ (?<queries>\d+)\ queries\ and\ (?:(?<keys>\d+)\ )?keys\ in\ tiles\ of\ (?<queryTile>\d+)\ x\ (?<keyTile>\d+)
        (?:,\ head\ (?<head>\d+))?
        (?:,\ with\ (?<data>\w+\ =\ [^=]+(?:\ and\ \w+\ =\ [^=]+)*))?$
        """, RegexOptions.IgnorePatternWhitespace)]
    private static partial Regex Pattern();
}
