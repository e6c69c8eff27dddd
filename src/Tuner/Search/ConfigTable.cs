using System.Globalization;

namespace KernelGen.Tuner.Search;

/// <summary>
/// The configs as points of a table, read from what every family spells in its ids: <c>q48-k128-w512</c> has the columns q, k and w. Neighbours differ
/// in one column, by one step of the values that it has there.
/// </summary>
internal sealed class ConfigTable
{
    private readonly Dictionary<string, Point> _points;

    /// <summary>The table of some variants.</summary>
    public ConfigTable(IEnumerable<string> variants) => _points = variants.Distinct().ToDictionary(variant => variant, Point.Parse);

    /// <summary>The variants one step away, in the order of the columns, the smaller value first.</summary>
    public IReadOnlyList<string> Neighbours(string variant)
    {
        if (!_points.TryGetValue(variant, out var point))
            return [];
        var neighbours = new List<string>();
        for (var column = 0; column < point.Values.Length; column++)
        {
            var line = _points.Where(other => other.Value.DiffersOnlyIn(column, point)).OrderBy(other => other.Value.Values[column].Number).ToList();
            neighbours.AddRange(line.Where(other => other.Value.Values[column].Number < point.Values[column].Number).TakeLast(1).Select(other => other.Key));
            neighbours.AddRange(line.Where(other => other.Value.Values[column].Number > point.Values[column].Number).Take(1).Select(other => other.Key));
        }
        return neighbours;
    }

    private sealed record Point(string Family, (string Name, int Number)[] Values)
    {
        public static Point Parse(string variant)
        {
            var parts = variant[(variant.IndexOf('/') + 1)..].Split('-');
            return new Point(variant[..Math.Max(0, variant.IndexOf('/'))], [.. parts.Select(Value)]);
        }

        // The same family and the same columns, one number apart.
        public bool DiffersOnlyIn(int column, Point other) => Family == other.Family && Values.Length == other.Values.Length
            && Values.Zip(other.Values).Select((pair, i) => i == column ? pair.First.Name == pair.Second.Name && pair.First.Number != pair.Second.Number : pair.First == pair.Second)
                .All(fits => fits);

        // Letters, then a number; a part without a number is a name of its own.
        private static (string Name, int Number) Value(string part)
        {
            var letters = part.TakeWhile(c => !char.IsAsciiDigit(c)).Count();
            return int.TryParse(part.AsSpan(letters), NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? (part[..letters], number) : (part, 0);
        }
    }
}
