using KernelGen.Devices;
using KernelGen.Selection;
using KernelGen.Selection.Layers;
using KernelGen.Tuning;

namespace KernelGen.Tuner.Search;

/// <summary>What won for similar shapes on this device, and then on devices of its class: where a search may start.</summary>
internal static class NearbyWinners
{
    /// <summary>The winners, the most similar first.</summary>
    /// <param name="path">The database.</param>
    /// <param name="specHash">The spec.</param>
    /// <param name="deviceKey">The device.</param>
    /// <param name="bucket">The shape's bucket, whose own winner is not among them.</param>
    public static IReadOnlyList<string> Of(string path, string specHash, string deviceKey, ShapeBucket bucket)
    {
        if (!DeviceKey.TryParse(deviceKey, out var device))
            return [];
        using var reader = TuningDatabaseReader.Open(path);
        return [.. BucketRanking.Of(reader?.Rows(specHash) ?? [])
            .Where(winner => winner.Device.Class == device.Class && BucketDistance.Comparable(winner.Bucket, bucket))
            .Where(winner => winner.Device != device || winner.Bucket != bucket)
            .OrderBy(winner => winner.Device == device ? 0 : 1)
            .ThenBy(winner => BucketDistance.Between(winner.Bucket, bucket))
            .Select(winner => winner.Ranked[0].Variant)
            .Distinct()];
    }
}
