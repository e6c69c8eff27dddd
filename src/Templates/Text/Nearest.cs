namespace KernelGen.Templates.Text;

/// <summary>Finds what a misspelt name was probably meant to be.</summary>
public static class Nearest
{
    /// <summary>The candidate with the fewest edits from <paramref name="given"/>, ignoring case; the first of equals.</summary>
    public static string To(string given, IEnumerable<string> candidates)
        => candidates.OrderBy(candidate => Distance(given.ToUpperInvariant(), candidate.ToUpperInvariant())).First();

    // Levenshtein's distance by one row.
    private static int Distance(string a, string b)
    {
        var row = Enumerable.Range(0, b.Length + 1).ToArray();
        for (var i = 1; i <= a.Length; i++)
        {
            var diagonal = row[0];
            row[0] = i;
            for (var j = 1; j <= b.Length; j++)
            {
                var substitute = diagonal + (a[i - 1] == b[j - 1] ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.Min(substitute, 1 + Math.Min(row[j], row[j - 1]));
            }
        }
        return row[b.Length];
    }
}
