using KernelGen.Selection;
using KernelGen.Tuning;

namespace KernelGen.Tuner.Storage;

/// <summary>Which measurements can go: those that meet every criterion that was given.</summary>
/// <param name="Filter">Of which specs and devices.</param>
/// <param name="OlderThan">Only what was measured before this; null is any time.</param>
/// <param name="OlderEmitters">Only what an older emitter than its family's newest in the database wrote.</param>
/// <param name="Superseded">Only what a newer measurement of the same key, exact shape and number of threads replaces.</param>
internal sealed record PruneRule(MeasurementFilter Filter, DateTimeOffset? OlderThan, bool OlderEmitters, bool Superseded)
{
    /// <summary>Whether there is a criterion at all.</summary>
    public bool HasCriterion => Filter != new MeasurementFilter(null, null) || OlderThan is not null || OlderEmitters || Superseded;

    /// <summary>The measurements that can go.</summary>
    /// <param name="rows">All of the database, oldest first.</param>
    public IReadOnlyList<TuningRow> Choose(IReadOnlyList<TuningRow> rows)
    {
        var newest = rows.GroupBy(row => row.Key.Family).ToDictionary(family => family.Key, family => family.Max(row => row.Key.EmitterVersion));
        var replaced = Superseded ? Replaced(rows) : [];
        var chosen = rows
            .Where(Filter.Matches)
            .Where(row => OlderThan is null || row.Time < OlderThan)
            .Where(row => !OlderEmitters || row.Key.EmitterVersion < newest[row.Key.Family])
            .Where(row => !Superseded || replaced.Contains(row))
            .ToHashSet(ReferenceEqualityComparer.Instance);
        // Rows are deleted by their identity, so one that shares it with a row that stays has to stay too.
        var staying = rows.Where(row => !chosen.Contains(row)).Select(Identity).ToHashSet();
        return [.. rows.Where(row => chosen.Contains(row) && !staying.Contains(Identity(row)))];
    }

    // What comes before the measurement that speaks for a key and a problem, and for a failure, which is about all problems, of every one of them. One that
    // was cut short, or is being taken now, replaces nothing.
    private static HashSet<object> Replaced(IReadOnlyList<TuningRow> rows)
    {
        var replaced = new HashSet<object>(rows, ReferenceEqualityComparer.Instance);
        foreach (var key in rows.GroupBy(row => row.Key))
        {
            foreach (var problem in key.Select(row => row.Problem).Distinct())
            {
                var history = SpeakingRow.About(key, problem).ToList();
                replaced.ExceptWith(history.Skip(history.FindLastIndex(TunedTable.Speaks)));
            }
        }
        return replaced;
    }

    private static (TuningKey, DateTimeOffset, string) Identity(TuningRow row) => (row.Key, row.Time, row.ToolVersion);
}
