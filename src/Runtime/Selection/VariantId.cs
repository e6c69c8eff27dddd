using System.Globalization;

namespace KernelGen.Selection;

/// <summary>Reads what every family spells in its ids: the family before the slash, then <c>q</c> and <c>k</c> for the tile.</summary>
internal static class VariantId
{
    /// <summary>The family, or "" when the id has no slash.</summary>
    public static string Family(string id) => id.IndexOf('/') is var slash && slash > 0 ? id[..slash] : "";

    /// <summary>
    /// What runs of a variant for a bucket: in decoding those that differ in the query tile alone run the same kernel, so what separates their times is chance.
    /// </summary>
    public static string KernelFor(string id, in ShapeBucket bucket) => DecodeShapes.Contains(bucket)
        ? $"{Family(id)}/{string.Join('-', Parts(id).Where(part => Size(part, 'q') is null))}"
        : id;

    /// <summary>Query rows x key columns of the tile; the largest value when the id does not spell a tile.</summary>
    public static long TileArea(string id)
    {
        long? rows = null, columns = null;
        foreach (var part in Parts(id))
        {
            rows = Size(part, 'q') ?? rows;
            columns = Size(part, 'k') ?? columns;
        }
        return rows * columns ?? long.MaxValue;
    }

    private static string[] Parts(string id) => id[(id.IndexOf('/') + 1)..].Split('-');

    private static int? Size(string part, char name)
        => part.StartsWith(name) && int.TryParse(part.AsSpan(1), NumberStyles.None, CultureInfo.InvariantCulture, out var size) ? size : null;
}
