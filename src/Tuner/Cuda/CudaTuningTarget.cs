using KernelGen.Devices.Cuda;
using KernelGen.Devices.Cuda.Driver;
using KernelGen.Selection;
using KernelGen.Templates.Cuda;
using KernelGen.Templates.Specs;
using KernelGen.Tuner.Compilation;
using KernelGen.Tuner.Search;
using KernelGen.Tuner.Specs;
using KernelGen.Tuner.Targets;

namespace KernelGen.Tuner.Cuda;

/// <summary>The families for tensor cores on an NVIDIA GPU.</summary>
internal sealed class CudaTuningTarget : ITuningTarget
{
    private readonly CudaDriver _driver;
    private readonly EmitCuda _emit;
    private readonly Dictionary<string, CudaSpecKernels> _specs = [];
    private CudaDevice _device;
    private CudaTimer _timer;
    private bool _isSuspect;

    /// <param name="driver">The driver.</param>
    /// <param name="ordinal">The device.</param>
    /// <param name="emit">Emits the kernels.</param>
    public CudaTuningTarget(CudaDriver driver, int ordinal, EmitCuda emit)
    {
        _driver = driver;
        _emit = emit;
        (_device, _timer) = Open(driver, ordinal);
    }

    /// <summary>Opens a device.</summary>
    /// <param name="driver">The driver.</param>
    /// <param name="device">What <c>--device</c> says: an ordinal, a part of a name, a UUID or a key; null means the first device.</param>
    /// <exception cref="ToolException">There is no such device.</exception>
    /// <exception cref="CudaException">The driver has none, or cannot open it.</exception>
    public static CudaTuningTarget Open(CudaDriver driver, string? device)
        => new(driver, DeviceChoice.Find(CudaTarget.List(CudaDevices.All(driver)), device), CudaKernelSources.Of);

    /// <summary>The device.</summary>
    public CudaDevice Device => _device;

    public string DeviceKey => _device.Key;

    public string Environment => CudaEnvironment.Describe(_device);

    // The driver's compiler does everything when a kernel is loaded.
    public bool IsJitted => false;

    public bool RoundsFactors => true;

    public string Describe() => _device.Describe();

    public int EmitterVersion(string variant) => CudaKernelSources.EmitterVersion(variant);

    public string? WhyNotSpec(SpecEntry spec) => CudaTarget.WhyNone(spec.Spec);

    public string? WhyNotShape(in AttentionShape shape) => GpuShapes.WhyNot(shape);

    public IReadOnlyList<Candidate> Candidates(SpecEntry spec)
    {
        var kernels = All(spec);
        // One text of each family is written: what it says of the device, all of the family say.
        var families = new Dictionary<string, string?>();
        return [.. CudaKernelSources.All(spec.Spec).Select(id => new Candidate(id, WhyNot(kernels[id])))];

        string? WhyNot(CudaVariant variant)
        {
            if (!families.TryGetValue(variant.Family, out var reason))
                families.Add(variant.Family, reason = variant.WhyNotText(_device.Facts));
            return reason ?? variant.WhyNotSize(_device.Facts) ?? WhyNotMaps(spec, variant);
        }
    }

    public double Cost(SpecEntry spec, string variant, in AttentionShape shape)
        => CudaCostModel.Cost(All(spec)[variant], ShapeBucket.Of(shape), _device.Facts);

    public CompiledCandidates Compile(SpecEntry spec, IReadOnlyList<string> variants)
    {
        Recover();
        var (emitted, kernels) = (All(spec), All(spec).Kernels);
        foreach (var variant in variants)
            Load(kernels, emitted[variant]);
        return new CompiledCandidates(
            kernels.Spec.Facts, kernels.Spec.Oracle, kernels.Spec.Reference, [.. variants.Select(variant => Kernel(kernels, emitted[variant]))]);
    }

    public PlacedCall Place(SpecFacts facts, in AttentionCall call)
    {
        Recover();
        return new CudaPlacedCall(_device.DefaultStream, _timer, facts, call, () => _isSuspect = true);
    }

    public void Dispose()
    {
        _timer.Dispose();
        _device.Dispose();
    }

    private CudaSpecKernels All(SpecEntry spec)
    {
        if (!_specs.TryGetValue(spec.Hash, out var kernels))
            _specs.Add(spec.Hash, kernels = new CudaSpecKernels(spec, CudaKernelSources.All(spec.Spec), _emit));
        return kernels;
    }

    // Now, so that it is neither part of a check nor of a measurement.
    private void Load(CudaKernels kernels, CudaVariant variant)
    {
        try
        {
            kernels.On(_device).Load(variant);
        }
        catch (CudaException error) when (error.Result != CudaResult.OutOfMemory)
        {
            _isSuspect = true;
            throw new SpecCompilationException(error.Message);
        }
    }

    private static CandidateKernel Kernel(CudaKernels kernels, CudaVariant variant)
        => new(variant.Id, (call, _) => ((CudaPlacedCall)call).Launch(kernels, variant));

    // What is measured are contiguous tensors.
    private static string? WhyNotMaps(SpecEntry spec, CudaVariant variant)
    {
        return variant.NeedsTensorMaps && !CudaMaps.FitRows(spec.Spec.HeadDim, spec.Spec.ValueHeadDim, spec.Spec.Precision.Bytes())
            ? FormattableString.Invariant($"copies by tensor maps, which want rows of multiples of {CudaMaps.Alignment} bytes")
            : null;
    }

    // A kernel that reads where it must not takes its context along, and with it all that lives there.
    private void Recover()
    {
        if (!_isSuspect)
            return;
        if (IsLost(_device))
            (_device, _timer) = Reopen();
        _isSuspect = false;
    }

    private (CudaDevice Device, CudaTimer Timer) Reopen()
    {
        var (ordinal, name) = (_device.Ordinal, _device.Name);
        Dispose();
        try
        {
            return Open(_driver, ordinal);
        }
        catch (CudaException error)
        {
            throw new ToolException(
                $"{name} does not work in this process any more: {error.Message} What was measured is kept, and the variant that failed is noted: run the same command again to go on without it.");
        }
    }

    private static (CudaDevice Device, CudaTimer Timer) Open(CudaDriver driver, int ordinal)
    {
        var device = CudaDevice.Open(driver, ordinal);
        try
        {
            var timer = new CudaTimer(device.DefaultStream);
            device.Synchronize();
            return (device, timer);
        }
        catch
        {
            device.Dispose();
            throw;
        }
    }

    private static bool IsLost(CudaDevice device)
    {
        try
        {
            device.Synchronize();
            return false;
        }
        catch (CudaException)
        {
            return true;
        }
    }
}
