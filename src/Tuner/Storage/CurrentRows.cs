using KernelGen.Tuning;

namespace KernelGen.Tuner.Storage;

/// <summary>The rows of each family's newest emitter: older ones say nothing of what the next build emits.</summary>
internal static class CurrentRows
{
    /// <summary>Those among the rows of one spec.</summary>
    public static IReadOnlyList<TuningRow> Of(IReadOnlyCollection<TuningRow> rows)
    {
        var newest = rows.GroupBy(row => row.Key.Family).ToDictionary(family => family.Key, family => family.Max(row => row.Key.EmitterVersion));
        return [.. rows.Where(row => row.Key.EmitterVersion == newest[row.Key.Family])];
    }
}
