using KernelGen.Devices;
using KernelGen.Tuning;

namespace KernelGen.Selection;

/// <summary>All tuned results of one spec, from the database first and from the choices in the assembly second.</summary>
/// <param name="entries">The results, the more trusted ones first.</param>
/// <param name="note">What a reader should know about the sources, for example that a damaged database was ignored; or "".</param>
internal sealed class TunedTable(IReadOnlyList<TunedEntry> entries, string note)
{
    private const string DatabaseSource = "the tuning database";
    private const string EmbeddedSource = "the choices built into the assembly";

    /// <summary>The results, the more trusted ones first.</summary>
    public IReadOnlyList<TunedEntry> Entries { get; } = entries;

    /// <summary>What a reader should know about the sources, or "".</summary>
    public string Note { get; } = note;

    /// <summary>
    /// Reads everything once. A database that cannot be read never stops a program that only wants to compute: it is noted and ignored.
    /// </summary>
    public static TunedTable Load(
        SpecFacts facts, IReadOnlyList<KernelVariant> kernels, IReadOnlyList<TunedChoice> choices, Func<TuningDatabaseReader?> open)
    {
        var embedded = Embedded(choices);
        try
        {
            using var reader = open();
            return reader is null
                ? new TunedTable(embedded, "There is no tuning database; `kernelgen tune` makes one.")
                : new TunedTable([.. FromRows(reader.Rows(facts.Hash), kernels), .. embedded], "");
        }
#pragma warning disable CA1031 // Whatever is wrong with the database or SQLite's native library, a program that only computes goes on.
        catch (Exception error)
#pragma warning restore CA1031
        {
            return new TunedTable(embedded, "The tuning database was ignored: " + error.Message);
        }
    }

    /// <summary>The same with results of some keys under others. Of one source, those that were measured under the key itself come first.</summary>
    /// <param name="alias">The key for a key; for most the same.</param>
    public TunedTable Under(Func<DeviceKey, DeviceKey> alias)
    {
        var ordered = Entries.GroupBy(entry => entry.Source).SelectMany(source => source.OrderBy(entry => alias(entry.Device) == entry.Device ? 0 : 1));
        return new TunedTable([.. ordered.Select(Renamed)], Note);

        TunedEntry Renamed(TunedEntry entry) => alias(entry.Device) is var key && key == entry.Device
            ? entry
            : entry with { Device = key, Source = $"{entry.Source}, under {entry.Device}," };
    }

    /// <summary>The same without results that do not count.</summary>
    /// <param name="counts">Whether a result counts.</param>
    /// <param name="note">What a reader should know when some do not.</param>
    public TunedTable Where(Func<TunedEntry, bool> counts, string note)
    {
        List<TunedEntry> kept = [.. Entries.Where(counts)];
        return kept.Count == Entries.Count ? this : new TunedTable(kept, Note.Length > 0 ? $"{Note} {note}" : note);
    }

    /// <summary>The winners among measured rows, of the emitters that wrote these kernels.</summary>
    public static IReadOnlyList<TunedEntry> FromRows(IEnumerable<TuningRow> rows, IReadOnlyList<KernelVariant> kernels)
    {
        var emitters = kernels.Select(kernel => (kernel.Family, kernel.EmitterVersion)).ToHashSet();
        return FromRows(rows.Where(row => emitters.Contains((row.Key.Family, row.Key.EmitterVersion))));
    }

    /// <summary>The winners among measured rows of one emitter for each family, with the times that carry them over to other buckets.</summary>
    public static IReadOnlyList<TunedEntry> FromRows(IEnumerable<TuningRow> rows) => [.. BucketRanking.Of(rows)
        .Select(winner => new TunedEntry(winner.Device, winner.Bucket, [.. winner.Ranked.Select(one => one.Variant)], DatabaseSource)
        {
            Times = winner.Ranked.ToDictionary(one => one.Variant, one => one.Median),
        })];

    /// <summary>Whether a row says anything about its variant; a measurement that was cut short does not.</summary>
    public static bool Speaks(TuningRow row) => row.Status != TuningStatus.Ok || (row.Median > 0 && row.Samples >= WinnerRule.FewestSamples);

    /// <summary>The results that choices in the assembly are.</summary>
    public static IReadOnlyList<TunedEntry> Embedded(IReadOnlyList<TunedChoice> choices)
    {
        var entries = new List<TunedEntry>();
        foreach (var choice in choices)
        {
            if (DeviceKey.TryParse(choice.DeviceKey, out var device) && ShapeBucket.TryParse(choice.Bucket, out var bucket))
                entries.Add(new TunedEntry(device, bucket, [choice.VariantId], EmbeddedSource));
        }
        return entries;
    }
}
