using KernelGen.Devices;

namespace KernelGen.Selection;

/// <summary>What is known of one bucket on one device.</summary>
/// <param name="Device">Where it was measured.</param>
/// <param name="Bucket">For which shapes.</param>
/// <param name="Ranked">Variant ids, the winner first.</param>
/// <param name="Source">Where the knowledge comes from, in words.</param>
internal sealed record TunedEntry(DeviceKey Device, ShapeBucket Bucket, IReadOnlyList<string> Ranked, string Source)
{
    /// <summary>Variants with their times in microseconds; none where only the winner is known.</summary>
    public IReadOnlyDictionary<string, double> Times { get; init; } = new Dictionary<string, double>();
}
