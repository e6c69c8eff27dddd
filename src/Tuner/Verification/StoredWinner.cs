using KernelGen.Selection;
using KernelGen.Tuner.Search;
using KernelGen.Tuner.Specs;
using KernelGen.Tuning;

namespace KernelGen.Tuner.Verification;

/// <summary>What the database names for a bucket on the device of a target.</summary>
/// <param name="Bucket">The bucket.</param>
/// <param name="Shape">The shape that the winner was measured with.</param>
/// <param name="Ranked">The variants that count there, the winner first.</param>
/// <param name="WhyStale">Why the winner cannot be run any more, as the rest of a sentence; null when it can.</param>
internal sealed record StoredWinner(ShapeBucket Bucket, AttentionShape Shape, IReadOnlyList<string> Ranked, string? WhyStale)
{
    /// <summary>The winner.</summary>
    public string Variant => Ranked[0];

    /// <summary>The winners of a spec, by bucket. One that does not count any more is named where no other does.</summary>
    /// <param name="rows">The measurements of the spec, oldest first.</param>
    /// <param name="target">The device, and what is emitted for it.</param>
    /// <param name="spec">The spec.</param>
    public static IReadOnlyList<StoredWinner> Of(IReadOnlyList<TuningRow> rows, ITuningTarget target, SpecEntry spec)
    {
        var emitted = target.Candidates(spec).Where(candidate => candidate.WhyNot is null).Select(candidate => candidate.Variant).ToHashSet();
        var winners = new List<StoredWinner>();
        foreach (var place in rows.Where(row => row.Key.DeviceKey == target.DeviceKey).GroupBy(row => row.Key.Bucket))
        {
            if (Of([.. place.Where(Counts)], null) is { } winner)
                winners.Add(winner);
            else if (Of([.. place], row => WhyNot(row.Key)) is { } stale)
                winners.Add(stale);
        }
        return [.. winners.OrderBy(winner => winner.Bucket.ToString(), StringComparer.Ordinal)];

        bool Counts(TuningRow row) => emitted.Contains(row.Key.Variant) && row.Key.EmitterVersion == target.EmitterVersion(row.Key.Variant);

        string WhyNot(TuningKey key) => emitted.Contains(key.Variant)
            ? FormattableString.Invariant($"was measured as version {key.EmitterVersion} of its emitter made it, which is at {target.EmitterVersion(key.Variant)}")
            : "is no longer emitted";
    }

    private static StoredWinner? Of(IReadOnlyList<TuningRow> rows, Func<TuningRow, string>? whyStale)
    {
        var ranking = BucketRanking.Of(rows).SingleOrDefault();
        if (ranking.Ranked is not [var first, ..] ranked)
            return null;
        var measured = rows.Last(row => row.Key.Variant == first.Variant && row.Status == TuningStatus.Ok && row.Problem == ranking.Problem);
        return new StoredWinner(
            measured.Key.Bucket, ShapeText.Parse("shape", measured.Shape), [.. ranked.Select(one => one.Variant)], whyStale?.Invoke(measured));
    }
}
