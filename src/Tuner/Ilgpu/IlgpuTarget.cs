using System.Globalization;
using KernelGen.Devices;
using KernelGen.Devices.Ilgpu;
using KernelGen.Selection;
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

    public override string? AnalyticChoice(SpecEntry spec, IReadOnlyList<string> variants, in DeviceKey device, in ShapeBucket bucket)
    {
        if (Device(device) is not { } accelerator)
            return null;
        var place = bucket;
        return GpuChoice.Of(
            spec.Facts, [.. variants.Select(id => IlgpuTuningTarget.Variant(spec.Spec, Config(id))).Where(variant => variant.WhyNot(accelerator) is null)],
            bucket, variant => IlgpuCostModel.Cost(variant, place, accelerator));
    }

    public override string Emit(SpecEntry spec, string variant) => IlgpuBridgeText.Kernels(spec.Spec, spec.SimpleName, Config(variant));

    public override ITuningTarget OpenTuning(string assembly, string? device, int threads) => IlgpuTuningTarget.Open(assembly, device);

    public override IAttentionKernels OpenKernels(KernelRequest request) => new IlgpuAttentionKernels(request);

    public override DeviceList Devices(string? assembly) => new(assembly is null ? [] : List(IlgpuLoadContext.For(assembly).Machine().Find()));

    /// <summary>Why a spec has no ILGPU kernels, as a sentence without its point; null when it has.</summary>
    public static string? WhyNone(AttentionSpec spec) => IlgpuFeasibility.WhyNotSpec(spec) is { } reason ? "of ILGPU kernels, " + reason : null;

    // A key tells the size of warps and groups on CUDA alone (CUDA C++ Programming Guide, table "Technical Specifications per Compute Capability").
    private static IlgpuDevice? Device(in DeviceKey device)
    {
        const string cuda = "cuda-";
        return device.Isa.StartsWith(cuda, StringComparison.Ordinal) && DeviceUnits.Count(device) is { } multiprocessors
            ? new IlgpuDevice
            {
                Kind = "Cuda",
                Name = device.Model,
                ComputeCapability = device.Isa[cuda.Length..],
                Multiprocessors = multiprocessors,
                MostThreads = 1024,
                MostSharedBytes = 48 * 1024,
                MostRegisters = 64 * 1024,
                WarpSize = 32,
            }
            : null;
    }

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
