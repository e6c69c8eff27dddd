using System.Globalization;

namespace KernelGen.Tuner.Reports.Html;

/// <summary>What an id spells of its config: <c>cpu.simd/q48-k128-w512</c> is a tile of 48 x 128, and the rest <c>cpu.simd w512</c>.</summary>
/// <param name="Query">Query rows of the tile.</param>
/// <param name="Key">Keys of the tile.</param>
/// <param name="Rest">The family and the other parameters.</param>
internal readonly record struct VariantTile(int Query, int Key, string Rest)
{
    /// <summary>Reads an id; null when it spells no tile.</summary>
    public static VariantTile? Of(string id)
    {
        var slash = id.IndexOf('/', StringComparison.Ordinal);
        int? query = null, key = null;
        var rest = new List<string> { slash > 0 ? id[..slash] : "" };
        foreach (var part in id[(slash + 1)..].Split('-'))
        {
            if (query is null && Number(part, 'q') is { } rows)
                query = rows;
            else if (key is null && Number(part, 'k') is { } keys)
                key = keys;
            else
                rest.Add(part);
        }
        return query is { } q && key is { } k ? new VariantTile(q, k, string.Join(' ', rest)) : null;
    }

    private static int? Number(string part, char name)
        => part.StartsWith(name) && int.TryParse(part.AsSpan(1), NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;
}
