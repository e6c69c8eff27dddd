using System.Globalization;
using KernelGen.Devices.Ilgpu;
using KernelGen.Selection;
using KernelGen.Templates.Ilgpu;
using KernelGen.Templates.Specs;
using KernelGen.Tuner.Search;
using KernelGen.Tuner.Specs;
using KernelGen.Tuner.Targets;

namespace KernelGen.Tuner.Ilgpu;

/// <summary>The family <c>ilgpu.simt</c> on an accelerator of the user's ILGPU.</summary>
internal sealed class IlgpuTuningTarget : ITuningTarget
{
    private readonly Func<string, string, object> _create;
    private readonly IIlgpuMachine _machine;
    private readonly int _index;
    private IIlgpuAccelerator _accelerator;
    private bool _isSuspect;

    /// <summary>Opens an accelerator.</summary>
    /// <param name="machine">ILGPU.</param>
    /// <param name="index">Which accelerator.</param>
    /// <param name="create">Compiles a text against that ILGPU and creates its class of a name.</param>
    /// <exception cref="ToolException">It cannot be opened.</exception>
    internal IlgpuTuningTarget(IIlgpuMachine machine, int index, Func<string, string, object> create)
    {
        _create = create;
        _machine = machine;
        _index = index;
        _accelerator = OpenAccelerator();
    }

    /// <summary>Opens an accelerator of the ILGPU that an assembly is deployed with.</summary>
    /// <param name="assembly">The user's assembly.</param>
    /// <param name="device">What <c>--device</c> says: a number, a name or a key; null means the first device.</param>
    /// <exception cref="ToolException">There is no ILGPU or no such device.</exception>
    public static IlgpuTuningTarget Open(string assembly, string? device)
    {
        var context = IlgpuLoadContext.For(assembly);
        var machine = context.Machine();
        return new IlgpuTuningTarget(machine, DeviceChoice.Find(IlgpuTarget.List(machine.Find()), device), context.Create);
    }

    public IlgpuDevice Device => _accelerator.Device;

    public string DeviceKey => Device.Key;

    public string Environment => $"ILGPU {_machine.Version}; {Device.Describe()}";

    // The device's compiler does everything when a kernel is loaded.
    public bool IsJitted => false;

    public bool RoundsFactors => false;

    public string Describe() => $"{Device.Describe()} (ILGPU {_machine.Version})";

    public int EmitterVersion(string variant) => IlgpuKernelTemplate.EmitterVersion;

    public string? WhyNotSpec(SpecEntry spec) => IlgpuTarget.WhyNone(spec.Spec);

    public string? WhyNotShape(in AttentionShape shape) => GpuShapes.WhyNot(shape);

    public IReadOnlyList<Candidate> Candidates(SpecEntry spec)
        => [.. IlgpuConfigSpace.All(spec.Spec).Concat(IlgpuConfigSpace.Defaults(spec.Spec)).Distinct()
            .Select(config => new Candidate(config.Id, Variant(spec.Spec, config).WhyNot(Device)))];

    public double Cost(SpecEntry spec, string variant, in AttentionShape shape)
        => IlgpuCostModel.Cost(Variant(spec.Spec, IlgpuTarget.Config(variant)), ShapeBucket.Of(shape), Device);

    public CompiledCandidates Compile(SpecEntry spec, IReadOnlyList<string> variants)
    {
        var bridge = Compile(spec, [.. variants.Select(IlgpuTarget.Config)]);
        var compiled = bridge.Compiled;
        var kernels = variants.Select(variant => Kernel(bridge, new AttentionOptions { Variant = variant }));
        return new CompiledCandidates(compiled.Facts, compiled.Oracle, compiled.Reference, [.. kernels]);
    }

    /// <summary>Compiles a spec with some of its kernels.</summary>
    /// <exception cref="Compilation.SpecCompilationException">Emitted code does not compile.</exception>
    public IIlgpuSpec Compile(SpecEntry spec, IReadOnlyList<IlgpuConfig> configs)
        => (IIlgpuSpec)_create(IlgpuBridgeText.Spec(spec.Spec, spec.Name, configs), "Bridge");

    public PlacedCall Place(SpecFacts facts, in AttentionCall call)
    {
        if (_isSuspect)
            Reopen();
        return new IlgpuPlacedCall(_accelerator, facts, call, () => _isSuspect = true);
    }

    public void Dispose() => _accelerator.Dispose();

    /// <summary>A config of a spec as selection sees it.</summary>
    public static IlgpuVariant Variant(AttentionSpec spec, IlgpuConfig config) => new(
        config.Id, IlgpuKernelTemplate.EmitterVersion, config.QueryTile, config.KeyTile, config.Threads, config.Rows,
        IlgpuFeasibility.SharedBytes(spec, config), IlgpuFeasibility.Registers(spec, config));

    private static CandidateKernel Kernel(IIlgpuSpec bridge, AttentionOptions options)
        => new(options.Variant!, (call, _) => ((IlgpuPlacedCall)call).Launch(bridge, options));

    // After a kernel that ILGPU could not compile, or that failed, its context may be of no use any more.
    private void Reopen()
    {
        try
        {
            _accelerator.Dispose();
        }
#pragma warning disable CA1031 // What is left of a broken context is nobody's concern; the next one matters.
        catch (Exception)
#pragma warning restore CA1031
        {
        }
        _accelerator = OpenAccelerator();
        _isSuspect = false;
    }

    private IIlgpuAccelerator OpenAccelerator()
    {
        try
        {
            return _machine.Open(_index);
        }
#pragma warning disable CA1031 // ILGPU's exceptions are of an assembly that is not referenced, and none of them is a reason to go on.
        catch (Exception error)
#pragma warning restore CA1031
        {
            throw new ToolException($"ILGPU cannot open device {_index.ToString(CultureInfo.InvariantCulture)}: {error.Message}");
        }
    }
}
