namespace KernelGen.Selection.Layers;

/// <summary>What the three tuned layers share: taking the best variant of a result that the assembly really has.</summary>
internal static class TunedLookup
{
    /// <summary>The first result that names a variant of the assembly, and what was skipped on the way.</summary>
    public static LayerAnswer First(SelectionQuery query, IEnumerable<TunedEntry> entries, Func<TunedEntry, string> describe, string none)
    {
        var skipped = new List<string>();
        foreach (var entry in entries)
        {
            foreach (var id in entry.Ranked)
            {
                if (query.Find(id) is { } variant)
                    return new LayerAnswer(variant, $"{describe(entry)} names {id}.{Skipped(skipped)}");
                if (!skipped.Contains(id))
                    skipped.Add(id);
            }
        }
        return new LayerAnswer(null, none + Skipped(skipped));
    }

    private static string Skipped(List<string> ids) => ids.Count == 0
        ? ""
        : $" Skipped, because not in the assembly (a rebuild with the exported choices emits them): {string.Join(", ", ids)}.";
}
