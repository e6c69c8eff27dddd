using KernelGen.Selection;
using KernelGen.Tuning;

namespace KernelGen.Tuner.Search;

/// <summary>
/// What earlier runs found of a spec on a device. A search takes its samples first, so a second run goes the same way and measures only what is missing.
/// </summary>
internal sealed class EarlierResults
{
    private readonly MeasurementAddress _address;
    private readonly ILookup<TuningKey, TuningRow> _rows;

    private EarlierResults(MeasurementAddress address, IEnumerable<TuningRow> rows)
        => (_address, _rows) = (address, rows.ToLookup(row => row.Key));

    /// <summary>None: everything is measured anew.</summary>
    public static EarlierResults None(MeasurementAddress address) => new(address, []);

    /// <summary>The results in a database.</summary>
    public static EarlierResults Read(MeasurementAddress address, string path)
    {
        using var reader = TuningDatabaseReader.Open(path);
        return new EarlierResults(address, reader?.Rows(address.Spec.Hash) ?? []);
    }

    /// <summary>What became of a variant that came to nothing; null when it did not, or was not tried.</summary>
    public TuningRow? Failure(string variant, in AttentionShape shape)
        => Speaking(variant, shape) is { Status: not TuningStatus.Ok } row ? row : null;

    /// <summary>The measurement whose samples a search takes; null when there is none.</summary>
    public TuningRow? Measurement(string variant, in AttentionShape shape)
        => Speaking(variant, shape) is { Status: TuningStatus.Ok, Median: not null } row ? row : null;

    /// <summary>
    /// The samples of a variant for a shape in measuring order; none when it was not measured. Rows of old files kept the median alone, which then stands
    /// for all.
    /// </summary>
    public IReadOnlyList<double> Times(string variant, in AttentionShape shape)
    {
        if (Measurement(variant, shape) is not { } row)
            return [];
        return row.Times.Count > 0 ? row.Times : [.. Enumerable.Repeat(row.Median!.Value, row.Samples)];
    }

    /// <summary>The exact shapes and thread counts beside a given one for which some variants were measured in its bucket.</summary>
    public IReadOnlyList<TimedProblem> OtherProblems(IReadOnlyList<string> variants, AttentionShape shape) => [.. variants
        .SelectMany(variant => _rows[_address.Key(variant, shape)])
        .Where(row => row.Status == TuningStatus.Ok && row.Problem != _address.Problem(shape))
        .Select(row => row.Problem).Distinct()];

    /// <summary>A shape of every bucket for which a variant counts as correct.</summary>
    public IEnumerable<AttentionShape> PlacesOf(string variant)
    {
        foreach (var key in _rows)
        {
            var row = key.Last();
            if (row.Status == TuningStatus.Ok && ShapeText.TryParse(row.Shape) is { } shape && key.Key == _address.Key(variant, shape))
                yield return shape;
        }
    }

    private TuningRow? Speaking(string variant, in AttentionShape shape) => SpeakingRow.Of(_rows[_address.Key(variant, shape)], _address.Problem(shape));
}
