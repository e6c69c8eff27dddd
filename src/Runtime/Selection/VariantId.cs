using System.Globalization;

namespace KernelGen.Selection;

/// <summary>Reads what every family spells in its ids: the family before the slash, then <c>q</c> and <c>k</c> for the tile.</summary>
internal static class VariantId
{
    /// <summary>The family, or "" when the id has no slash.</summary>
    public static string Family(string id) => id.IndexOf('/') is var slash && slash > 0 ? id[..slash] : "";

    /// <summary>Query rows x key columns of the tile; the largest value when the id does not spell a tile.</summary>
    public static long TileArea(string id)
    {
        long? rows = null, columns = null;
        foreach (var part in id[(id.IndexOf('/') + 1)..].Split('-'))
        {
            if (part.Length < 2 || !int.TryParse(part.AsSpan(1), NumberStyles.None, CultureInfo.InvariantCulture, out var number))
                continue;
            if (part[0] == 'q')
                rows = number;
            else if (part[0] == 'k')
                columns = number;
        }
        return rows * columns ?? long.MaxValue;
    }
}
