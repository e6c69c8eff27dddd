using KernelGen.Tuning;

namespace KernelGen.Tuner.Reports;

/// <summary>Measurements that go, counted by spec, device and emitter.</summary>
internal static class PrunedTable
{
    private static readonly Listing<Group> Columns = new(
        new("Spec", "specName", group => group.SpecName),
        new("Device", "device", group => group.Device),
        new("Family", "family", group => group.Family),
        new("Emitter", "emitterVersion", group => group.EmitterVersion),
        new("Goes", "removed", group => group.Removed),
        new("Stays", "kept", group => group.Kept));

    /// <summary>Prints them.</summary>
    /// <param name="console">Where to.</param>
    /// <param name="all">The whole database.</param>
    /// <param name="going">What of it goes.</param>
    public static void Print(ToolConsole console, IReadOnlyList<TuningRow> all, IReadOnlyList<TuningRow> going)
    {
        var goes = going.GroupBy(Place).ToDictionary(place => place.Key, place => place.Count());
        var groups = all.GroupBy(Place)
            .Where(place => goes.ContainsKey(place.Key))
            .Select(place => new Group(place.Key.Spec, place.Key.Device, place.Key.Family, place.Key.Emitter, goes[place.Key], place.Count() - goes[place.Key]))
            .OrderBy(group => group.SpecName, StringComparer.Ordinal)
            .ThenBy(group => group.Device, StringComparer.Ordinal)
            .ThenBy(group => group.Family, StringComparer.Ordinal)
            .ThenBy(group => group.EmitterVersion)
            .ToList();
        if (groups.Count > 0 || console.Format != ListFormat.Table)
            Columns.Write(console, groups);
    }

    private static (string Spec, string Device, string Family, int Emitter) Place(TuningRow row)
        => (row.SpecName, row.Key.DeviceKey, row.Key.Family, row.Key.EmitterVersion);

    private sealed record Group(string SpecName, string Device, string Family, int EmitterVersion, int Removed, int Kept);
}
