using KernelGen.Tuning;

namespace KernelGen.Selection;

/// <summary>Which of several measurements that are filed under one key counts.</summary>
internal static class SpeakingRow
{
    /// <summary>
    /// What the rows of a key say of a problem: its own times, and failures whatever the problem, because a variant that is wrong or fails for one shape
    /// must not win a bucket by its time for another.
    /// </summary>
    public static IEnumerable<TuningRow> About(IEnumerable<TuningRow> rows, TimedProblem problem)
        => rows.Where(row => row.Status != TuningStatus.Ok || row.Problem == problem);

    /// <summary>
    /// The row that speaks for a key and a problem: the newest that was brought to an end, so that a variant which has become wrong cannot win by an older
    /// measurement; where there is none, the newest that was cut short; null when there is no row at all.
    /// </summary>
    /// <param name="rows">The rows of one key, oldest first.</param>
    /// <param name="problem">The problem.</param>
    public static TuningRow? Of(IEnumerable<TuningRow> rows, TimedProblem problem)
    {
        var about = About(rows, problem).ToList();
        return about.LastOrDefault(TunedTable.Speaks) ?? about.LastOrDefault();
    }

    /// <summary>The row that speaks for every key and problem.</summary>
    /// <param name="rows">Rows of any keys, oldest first.</param>
    public static IEnumerable<TuningRow> All(IEnumerable<TuningRow> rows) => rows.GroupBy(row => row.Key)
        .SelectMany(key => key.Select(row => row.Problem).Distinct().Select(problem => Of(key, problem)!).Distinct<TuningRow>(ReferenceEqualityComparer.Instance));
}
