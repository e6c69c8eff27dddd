using KernelGen.Selection;
using KernelGen.Tuning;

namespace KernelGen.Tuner.Search;

/// <summary>
/// What earlier runs found of a spec. A search takes its samples first, so a second run goes the same way and measures only what is missing.
/// </summary>
internal sealed class EarlierResults
{
    private readonly Dictionary<TuningKey, TuningRow> _rows;

    // The newest row that was brought to an end speaks for its key; where there is none, the newest that was cut short.
    private EarlierResults(IEnumerable<TuningRow> rows)
        => _rows = rows.GroupBy(row => row.Key).ToDictionary(group => group.Key, group => group.LastOrDefault(IsFinished) ?? group.Last());

    /// <summary>None: everything is measured anew.</summary>
    public static EarlierResults None { get; } = new([]);

    /// <summary>The results of a spec in a database.</summary>
    public static EarlierResults Read(string path, string specHash)
    {
        using var reader = TuningDatabaseReader.Open(path);
        return new EarlierResults(reader?.Rows(specHash) ?? []);
    }

    /// <summary>Whether a key is done: measured to the end, or found to come to nothing.</summary>
    public bool Knows(TuningKey key) => _rows.TryGetValue(key, out var row) && IsFinished(row);

    /// <summary>Whether a key came to nothing.</summary>
    public bool Failed(TuningKey key) => _rows.TryGetValue(key, out var row) && row.Status != TuningStatus.Ok;

    /// <summary>The samples of a key in measuring order; none when it was not measured. Rows of old files kept the median alone, which then stands for all.</summary>
    public IReadOnlyList<double> Times(TuningKey key)
    {
        if (!_rows.TryGetValue(key, out var row) || row is not { Status: TuningStatus.Ok, Median: { } median })
            return [];
        return row.Times.Count > 0 ? row.Times : [.. Enumerable.Repeat(median, row.Samples)];
    }

    private static bool IsFinished(TuningRow row) => row.Status != TuningStatus.Ok || row.Samples >= WinnerRule.FewestSamples;
}
