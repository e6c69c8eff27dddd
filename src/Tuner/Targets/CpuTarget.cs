using KernelGen.Devices;
using KernelGen.Devices.Cpu;
using KernelGen.Selection;
using KernelGen.Templates.Cpu;
using KernelGen.Templates.Specs;
using KernelGen.Tuner.Compilation;
using KernelGen.Tuner.Search;
using KernelGen.Tuner.Specs;

namespace KernelGen.Tuner.Targets;

/// <summary>This machine's processor.</summary>
internal sealed class CpuTarget : ToolTarget
{
    public override string Name => "cpu";

    public override string Summary => "this machine's processor";

    public override bool HasDevices => false;

    public override bool HasThreads => true;

    public override bool CanEmptyCaches => true;

    public override IReadOnlyList<string> Defaults(AttentionSpec spec) => [.. CpuConfigSpace.Defaults(spec).Select(config => config.Id)];

    public override IReadOnlyList<string> All(AttentionSpec spec) => [.. CpuConfigSpace.All(spec).Select(config => config.Id)];

    public override bool IsVariant(string id) => CpuConfig.TryParse(id, out _);

    public override string? WhyNot(AttentionSpec spec, string id) => CpuFeasibility.WhyNot(spec, Config(id));

    public override bool IsQuickHere(string id) => CpuDevice.Current.Accelerates(Config(id).VectorBits);

    public override string? AnalyticChoice(SpecEntry spec, IReadOnlyList<string> variants, in DeviceKey device, in ShapeBucket bucket)
    {
        if (variants.Count == 0 || DeviceUnits.Count(device) is not { } cores)
            return null;
        return Cost(device, cores).Default(spec, variants, bucket);
    }

    public override Func<string, ShapeBucket, double>? TransferCost(SpecEntry spec, DeviceKey device)
        => DeviceUnits.Count(device) is { } cores ? (variant, bucket) => Cost(device, cores).Cost(spec, variant, bucket) : null;

    public override string Emit(SpecEntry spec, string variant)
        => SpecCompiler.Emit(new SpecToCompile(spec.Spec, spec.Name, [Config(variant)]), spec.SimpleName);

    public override ITuningTarget OpenTuning(string assembly, string? device, int threads) => new CpuTuningTarget(CpuDevice.Current, threads: threads);

    public override IAttentionKernels OpenKernels(KernelRequest request) => new CpuAttentionKernels(request);

    public override DeviceList Devices(string? assembly)
    {
        var device = CpuDevice.Current;
        return new DeviceList([new ListedDevice("", device.Key, device.Key, device.Class, device.Describe())]);
    }

    // The cost model of a processor that need not be this one.
    private static CpuTuningTarget Cost(in DeviceKey device, int cores) => new(new CpuDevice(device.Model, device.Isa, cores));

    /// <summary>The config of an id.</summary>
    public static CpuConfig Config(string variant) => CpuConfig.TryParse(variant, out var config)
        ? config!
        : throw new ArgumentException($"variant is '{variant}', which is no id of {CpuConfig.Family}.", nameof(variant));
}
