using KernelGen.Devices;
using KernelGen.Selection;
using KernelGen.Selection.Layers;
using KernelGen.Tuner.Specs;

namespace KernelGen.Tuner.Targets;

/// <summary>Which of a spec's variants the runtime would take on a device, which need not be at hand.</summary>
/// <param name="targets">The targets.</param>
/// <param name="spec">The spec.</param>
/// <param name="emitted">The variants of every target that the assembly has, the preferred ones first.</param>
internal sealed class ChosenVariant(ToolTargets targets, SpecEntry spec, IReadOnlyList<string> emitted)
{
    /// <summary>With the variants that an assembly has for a spec, of each target.</summary>
    public static ChosenVariant OfAssembly(ToolTargets targets, string assembly, SpecEntry spec) => new(
        targets, spec, [.. targets.All.Where(target => target.WhyNotSpec(spec.Spec) is null).SelectMany(target => TargetVariants.Emitted(target, assembly, spec))]);

    /// <summary>With the variants that are emitted when nothing was tuned.</summary>
    public static ChosenVariant OfDefaults(ToolTargets targets, SpecEntry spec) => new(
        targets, spec, [.. targets.All.Where(target => target.WhyNotSpec(spec.Spec) is null).SelectMany(target => target.Defaults(spec.Spec))]);

    /// <summary>What runs when nothing was tuned: the cost model's choice; null where the device's key does not tell enough.</summary>
    public string? Default(in DeviceKey device, in ShapeBucket bucket)
        => Target(device) is { } target ? target.AnalyticChoice(spec, [.. emitted.Where(target.IsVariant)], device, bucket) : null;

    /// <summary>What runs with tuned results: the first layer that knows an emitted variant, else the default.</summary>
    public string? Tuned(IReadOnlyList<TunedEntry> entries, in DeviceKey device, in ShapeBucket bucket)
    {
        var query = new SelectionQuery(bucket, null, device, [.. emitted.Select(id => new Emitted(id))], new TunedTable(entries, ""))
        {
            Cost = Target(device)?.TransferCost(spec, device),
        };
        ISelectionLayer[] layers = [new ExactBucketLayer(), new NearestBucketLayer(), new SameDeviceClassLayer()];
        return layers.Select(layer => layer.Ask(query).Variant?.Id).FirstOrDefault(id => id is not null) ?? Default(device, bucket);
    }

    private ToolTarget? Target(DeviceKey device) => targets.All.FirstOrDefault(one => one.Name == device.Target);

    // Its emitter has been asked about already: entries hold nothing else.
    private sealed class Emitted(string id) : KernelVariant(id, 0);
}
