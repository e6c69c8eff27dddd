using System.Globalization;
using KernelGen.Devices;
using KernelGen.Devices.Cpu;
using KernelGen.Selection;
using KernelGen.Selection.CpuCost;
using KernelGen.Selection.Layers;
using KernelGen.Selection.Transfer;
using KernelGen.Templates.Cpu;
using KernelGen.Tuner.Search;

namespace KernelGen.Tuner.Replay;

/// <summary>The cost model and the defaults of the devices that recordings were made on.</summary>
/// <param name="recordings">All recordings: what won for other shapes is where a local search starts.</param>
/// <param name="costs">The constants of the cost model; those in use by default.</param>
internal sealed class RecordedTarget(IReadOnlyList<Recording> recordings, CpuCosts? costs = null)
{
    private readonly Dictionary<DeviceKey, CpuTuningTarget> _targets = [];

    /// <summary>What a search of a recording chooses from.</summary>
    public SearchSpace Space(Recording recording)
    {
        var target = Target(recording);
        // In the order of the config space: of equal cost, the tuner takes the earlier one.
        var variants = target.Candidates(recording.Spec).Select(candidate => candidate.Variant).Where(recording.Variants.Contains);
        return new SearchSpace([.. variants.Union(recording.Variants)], variant => target.Cost(recording.Spec, variant, recording.Shape), Seeds(recording));
    }

    /// <summary>The variant that the runtime takes untuned, of those that are emitted untuned; null when none of them was recorded.</summary>
    public string? Default(Recording recording)
        => Emitted(recording) is { Count: > 0 } emitted ? Target(recording).Default(recording.Spec, emitted, recording.Bucket) : null;

    /// <summary>The variants that are emitted untuned, as far as they were recorded.</summary>
    public static IReadOnlyList<string> Emitted(Recording recording)
        => [.. CpuConfigSpace.Defaults(recording.Spec.Spec).Select(config => config.Id).Where(recording.Variants.Contains)];

    /// <summary>What won for other buckets of the spec on the device, and then on devices of its class, the nearest first.</summary>
    public IReadOnlyList<string> Seeds(Recording recording) => [.. Others(recording).Select(other => other.Best)];

    /// <summary>The best of some variants for the nearest other bucket; null when there is none.</summary>
    public string? Nearest(Recording recording, IReadOnlyList<string> variants)
        => Others(recording).FirstOrDefault() is { } nearest ? variants.MinBy(nearest.Loss) : null;

    /// <summary>What the runtime chooses of some variants from what was measured for other buckets on the device; null when nothing was.</summary>
    public string? CarriedOver(Recording recording, IReadOnlyList<string> variants)
    {
        var target = Target(recording);
        var transfer = new BucketTransfer((variant, bucket) => target.Cost(recording.Spec, variant, bucket));
        var entries = Others(recording).Where(other => other.Device == recording.Device).Select(other => new TunedEntry(other.Device, other.Bucket, [], "")
        {
            Times = other.Variants.ToDictionary(variant => variant, other.Truth.Of),
        });
        return transfer.Choose(recording.Bucket, entries, variants)?.Variant;
    }

    // Leaves the recording's own bucket out, as if it were new.
    private IEnumerable<Recording> Others(Recording recording) => recordings
        .Where(other => other.Spec.Hash == recording.Spec.Hash && other.Bucket != recording.Bucket && other.Device.Class == recording.Device.Class)
        .Where(other => BucketDistance.Comparable(other.Bucket, recording.Bucket))
        .OrderBy(other => other.Device == recording.Device ? 0 : 1).ThenBy(other => BucketDistance.Between(other.Bucket, recording.Bucket));

    private CpuTuningTarget Target(Recording recording)
    {
        if (!_targets.TryGetValue(recording.Device, out var target))
            _targets.Add(recording.Device, target = new CpuTuningTarget(Device(recording.Device), costs));
        return target;
    }

    private static CpuDevice Device(DeviceKey key)
    {
        const string target = "cpu", cores = "c";
        return key.Target == target && key.Units.EndsWith(cores, StringComparison.Ordinal)
            && int.TryParse(key.Units.AsSpan(0, key.Units.Length - cores.Length), NumberStyles.None, CultureInfo.InvariantCulture, out var count)
            ? new CpuDevice(key.Model, key.Isa, count)
            : throw new ToolException($"The recording's device is '{key}'; only recordings of processors ({target}:model:isa:n{cores}) can be replayed.");
    }
}
