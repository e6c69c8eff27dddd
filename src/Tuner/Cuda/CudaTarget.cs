using System.Globalization;
using KernelGen.Devices;
using KernelGen.Devices.Cuda;
using KernelGen.Devices.Cuda.Driver;
using KernelGen.Selection;
using KernelGen.Templates.Cuda;
using KernelGen.Templates.Specs;
using KernelGen.Tuner.Search;
using KernelGen.Tuner.Specs;
using KernelGen.Tuner.Targets;

namespace KernelGen.Tuner.Cuda;

/// <summary>NVIDIA GPUs through CUDA's driver.</summary>
/// <param name="load">Gives the driver, or throws when there is none.</param>
internal sealed class CudaTarget(Func<CudaDriver> load) : ToolTarget
{
    // Keys do not tell the driver; one that runs all kernels is taken for granted.
    private static readonly Version s_anyDriver = new(int.MaxValue, 0);

    public override string Name => "cuda";

    public override string Summary => "an NVIDIA GPU";

    public override bool HasDevices => true;

    public override bool HasThreads => false;

    public override IReadOnlyList<string> Defaults(AttentionSpec spec) => CudaKernelSources.Defaults(spec);

    public override IReadOnlyList<string> All(AttentionSpec spec) => CudaKernelSources.All(spec);

    public override bool IsVariant(string id) => CudaKernelSources.IsId(id);

    public override string? WhyNot(AttentionSpec spec, string id) => CudaKernelSources.WhyNot(spec, id);

    public override string? WhyNotSpec(AttentionSpec spec) => WhyNone(spec);

    public override string? AnalyticChoice(SpecEntry spec, IReadOnlyList<string> variants, in DeviceKey device, in ShapeBucket bucket)
    {
        if (Facts(device) is not { } facts)
            return null;
        var place = bucket;
        return GpuChoice.Of(
            spec.Facts, [.. variants.Select(id => CudaVariants.Of(CudaKernelSources.Of(spec.Spec, id))).Where(variant => variant.WhyNot(facts) is null)],
            bucket, variant => CudaCostModel.Cost(variant, place, facts));
    }

    public override string Emit(SpecEntry spec, string variant) => CudaKernelSources.Of(spec.Spec, variant).Ptx;

    public override ITuningTarget OpenTuning(string assembly, string? device, int threads) => CudaTuningTarget.Open(load(), device);

    public override IAttentionKernels OpenKernels(KernelRequest request) => new CudaAttentionKernels(request, CudaTuningTarget.Open(load(), request.Device));

    public override DeviceList Devices(string? assembly)
    {
        try
        {
            return new DeviceList(List(CudaDevices.All(load())));
        }
        catch (CudaException error)
        {
            return new DeviceList([], $"No CUDA device: {error.Message}");
        }
    }

    /// <summary>Why a spec has no CUDA kernels, as a sentence without its point; null when it has.</summary>
    public static string? WhyNone(AttentionSpec spec) => CudaKernelSources.WhyNotSpec(spec) is { } reason ? $"it has no CUDA kernels: {reason}" : null;

    // What a key says of a device, with what follows from its compute capability; null for one that is not known here.
    private static CudaDeviceFacts? Facts(in DeviceKey device)
    {
        if (!Version.TryParse(device.Isa, out var capability) || DeviceUnits.Count(device) is not { } multiprocessors)
            return null;
        return CudaArchitecture.All.FirstOrDefault(one => one.Number == 10 * capability.Major + capability.Minor) is { } architecture
            ? new CudaDeviceFacts(0, device.Model, default, capability, multiprocessors, architecture.SharedBytesPerBlock, 0, s_anyDriver)
            : null;
    }

    /// <summary>Devices, as <c>--device</c> finds them.</summary>
    public static IReadOnlyList<ListedDevice> List(IReadOnlyList<CudaDeviceFacts> devices) => [.. devices.Select(
        device => new ListedDevice(device.Ordinal.ToString(CultureInfo.InvariantCulture), device.Name, device.Key, device.Class, device.Describe())
        {
            Identity = device.Uuid.ToString(),
        })];
}
