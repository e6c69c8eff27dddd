using KernelGen.Selection;
using KernelGen.Tuner.Commands;
using KernelGen.Tuning;

namespace KernelGen.Tuner.Storage;

/// <summary>Which rows a command is about, mostly by parts of their names; null is any.</summary>
/// <param name="Spec">A part of the spec's class.</param>
/// <param name="Device">A part of the device key.</param>
internal sealed record MeasurementFilter(string? Spec, string? Device)
{
    /// <summary>The bucket.</summary>
    public ShapeBucket? Bucket { get; init; }

    /// <summary>A part of the variant's id.</summary>
    public string? Variant { get; init; }

    /// <summary>Whether a row is meant.</summary>
    public bool Matches(TuningRow row) => Criteria().All(criterion => criterion.IsMet(criterion.Name(row)));

    /// <summary>The rows that are meant.</summary>
    /// <exception cref="ToolException">There are none; the message names what comes closest.</exception>
    public IReadOnlyList<TuningRow> Require(IReadOnlyList<TuningRow> rows)
    {
        if (rows.Count == 0)
            throw new ToolException($"The tuning database holds no measurements yet; `{ToolCommands.Name} tune` makes some.");
        RequireKnown(rows);
        IReadOnlyList<TuningRow> meant = [.. rows.Where(Matches)];
        return meant.Count > 0
            ? meant
            : throw new ToolException($"No measurement has all of {string.Join(", ", Criteria().Select(criterion => $"{criterion.Option} '{criterion.Given}'"))}.");
    }

    /// <summary>Sees that each criterion for itself is met by some row, where there are rows.</summary>
    /// <exception cref="ToolException">One is not; the message names what comes closest.</exception>
    public void RequireKnown(IReadOnlyCollection<TuningRow> rows)
    {
        foreach (var criterion in Criteria())
            criterion.RequireKnown([.. rows.Select(criterion.Name).Distinct().Order(StringComparer.Ordinal)]);
    }

    private IEnumerable<Criterion> Criteria()
    {
        if (Spec is not null)
            yield return new("--spec", Spec, row => row.SpecName);
        if (Device is not null)
            yield return new("--device", Device, row => row.Key.DeviceKey);
        if (Bucket is { } bucket)
            yield return new("--bucket", bucket.ToString(), row => row.Key.Bucket.ToString()) { IsWhole = true };
        if (Variant is not null)
            yield return new("--variant", Variant, row => row.Key.Variant);
    }

    private sealed record Criterion(string Option, string Given, Func<TuningRow, string> Name)
    {
        // As many as a person reads in an error.
        private const int MostNamed = 20;

        // Whether a name is given in full.
        public bool IsWhole { get; init; }

        public bool IsMet(string name) => IsWhole ? name == Given : RowFilters.Contains(name, Given);

        public void RequireKnown(IReadOnlyList<string> known)
        {
            if (known.Count == 0 || known.Any(IsMet))
                return;
            var named = string.Join(", ", known.Take(MostNamed)) + (known.Count > MostNamed ? FormattableString.Invariant($" and {known.Count - MostNamed} more") : "");
            throw new ToolException(
                $"{Option} is '{Given}', which {(IsWhole ? "was not measured" : "no measurement's contains")}; the closest is '{ClosestName.Of(Given, known)}'. There are: {named}.");
        }
    }
}
