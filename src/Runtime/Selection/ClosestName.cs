using System.Globalization;

namespace KernelGen.Selection;

/// <summary>Finds what a misspelt name most likely meant.</summary>
internal static class ClosestName
{
    /// <summary>
    /// The candidate with the smallest edit distance, the first of equals; null when there are none. A candidate that contains what was
    /// given comes before all others: people shorten names.
    /// </summary>
    public static string? Of(string given, IEnumerable<string> candidates) => candidates
        .OrderBy(candidate => Contains(candidate, given) ? 0 : 1)
        .ThenBy(candidate => Distance(given, candidate))
        .FirstOrDefault();

    /// <summary>Insertions, deletions and substitutions that turn one name into the other, ignoring case (Levenshtein).</summary>
    public static int Distance(string from, string to)
    {
        var row = Enumerable.Range(0, to.Length + 1).ToArray();
        for (var i = 1; i <= from.Length; i++)
        {
            var diagonal = row[0];
            row[0] = i;
            for (var j = 1; j <= to.Length; j++)
            {
                var substituted = diagonal + (char.ToLowerInvariant(from[i - 1]) == char.ToLowerInvariant(to[j - 1]) ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.Min(substituted, 1 + Math.Min(row[j], row[j - 1]));
            }
        }
        return row[to.Length];
    }

    // Not string.Contains: this file is compiled for netstandard2.0 too.
    private static bool Contains(string candidate, string given)
        => given.Length > 0 && CultureInfo.InvariantCulture.CompareInfo.IndexOf(candidate, given, CompareOptions.OrdinalIgnoreCase) >= 0;
}
