using System.Globalization;
using KernelGen.Templates.Ilgpu;
using KernelGen.Templates.Specs;
using KernelGen.Tuner.Search;
using KernelGen.Tuner.Specs;
using KernelGen.Tuner.Targets;

namespace KernelGen.Tuner.Ilgpu;

/// <summary>The accelerators of the ILGPU that the user's assembly is deployed with.</summary>
internal sealed class IlgpuTarget : ToolTarget
{
    public override string Name => "ilgpu";

    public override string Summary => "an accelerator of the ILGPU that the assembly is deployed with";

    public override bool HasDevices => true;

    public override bool HasThreads => false;

    public override IReadOnlyList<string> Defaults(AttentionSpec spec) => [.. IlgpuConfigSpace.Defaults(spec).Select(config => config.Id)];

    public override IReadOnlyList<string> All(AttentionSpec spec) => [.. IlgpuConfigSpace.All(spec).Select(config => config.Id)];

    public override bool IsVariant(string id) => IlgpuConfig.TryParse(id, out _);

    public override string? WhyNot(AttentionSpec spec, string id) => IlgpuFeasibility.WhyNot(spec, Config(id));

    public override string? WhyNotSpec(AttentionSpec spec) => WhyNone(spec);

    public override string Emit(SpecEntry spec, string variant) => IlgpuBridgeText.Kernels(spec.Spec, spec.SimpleName, Config(variant));

    public override ITuningTarget OpenTuning(string assembly, string? device) => IlgpuTuningTarget.Open(assembly, device);

    public override IAttentionKernels OpenKernels(KernelRequest request) => new IlgpuAttentionKernels(request);

    public override DeviceList Devices(string? assembly) => new(assembly is null ? [] : List(IlgpuLoadContext.For(assembly).Machine().Find()));

    /// <summary>Why a spec has no ILGPU kernels, as a sentence without its point; null when it has.</summary>
    public static string? WhyNone(AttentionSpec spec) => IlgpuFeasibility.WhyNotSpec(spec) is { } reason
        ? "of ILGPU kernels, " + reason
        : IlgpuConfigSpace.Defaults(spec).Count == 0 ? "no config of ILGPU kernels fits it" : null;

    /// <summary>What ILGPU found, as <c>--device</c> finds it.</summary>
    public static IReadOnlyList<ListedDevice> List(IReadOnlyList<IlgpuFound> found) => [.. found.Select((one, index) =>
    {
        var number = index.ToString(CultureInfo.InvariantCulture);
        return one.Device is { } device
            ? new ListedDevice(number, one.Name, device.Key, device.Class, device.Describe())
            : new ListedDevice(number, one.Name, "", "", $"{one.Name} cannot be opened: {one.Problem}") { Problem = one.Problem };
    })];

    /// <summary>The config of an id.</summary>
    public static IlgpuConfig Config(string variant) => IlgpuConfig.TryParse(variant, out var config)
        ? config!
        : throw new ArgumentException($"variant is '{variant}', which is no id of {IlgpuConfig.Family}.", nameof(variant));
}
