using KernelGen.Devices.Ilgpu;
using KernelGen.Selection;
using KernelGen.Templates.Ilgpu;
using KernelGen.Tuner.Ilgpu;
using KernelGen.Tuner.Measurement;
using KernelGen.Tuner.Specs;
using KernelGen.Tuning;

namespace KernelGen.Tuner.Commands;

/// <summary>Kernels of an accelerator of the user's ILGPU: the default ones and every winner of the database, or the pinned one.</summary>
internal sealed class IlgpuAttentionKernels : IAttentionKernels
{
    private readonly IlgpuTuningTarget _target;
    private readonly IIlgpuSpec _spec;
    private readonly IlgpuSelector _selector;
    private readonly string? _pinned;
    private readonly HashSet<string> _selectable;

    /// <summary>Opens the accelerator and compiles.</summary>
    /// <param name="console">For warnings.</param>
    /// <param name="assembly">The user's assembly.</param>
    /// <param name="spec">The spec.</param>
    /// <param name="settings">Device, database, pinned variant.</param>
    public IlgpuAttentionKernels(ToolConsole console, string assembly, SpecEntry spec, RunSettings settings)
    {
        var databasePath = CommonOptions.DatabasePath(settings.Database);
        var pinned = settings.Variant is { } id ? VariantArgument.ParseIlgpu(spec, id) : null;
        _pinned = pinned?.Id;
        _target = IlgpuTuningTarget.Open(assembly, settings.Device);
        if (_target.WhyNotSpec(spec) is { } reason)
            throw new ToolException($"--target ilgpu is impossible for {spec.Name}: {reason}.");
        IReadOnlyList<IlgpuConfig> configs = pinned is null ? Configs(console, spec, databasePath) : [pinned];
        _selectable = [.. configs.Select(config => config.Id)];
        _spec = _target.Compile(spec, configs);
        _selector = new IlgpuSelector(
            _spec.Compiled.Facts, [.. configs.Select(config => IlgpuTuningTarget.Variant(spec.Spec, config))],
            IlgpuConfigSpace.Decode(spec.Spec) is { } decode ? IlgpuTuningTarget.Variant(spec.Spec, decode) : null,
            [], _target.Device, () => TuningDatabaseReader.Open(databasePath));
    }

    public CompiledSpec Compiled => _spec.Compiled;

    public SelectionReport Run(AttentionBuffers buffers)
    {
        var report = Explain(buffers.Shape);
        using var call = (IlgpuPlacedCall)_target.Place(buffers.Facts, buffers.Call());
        // Pinned, because the kernels' own selector would ask the default database; the decode kernel is not selected at all.
        call.Launch(_spec, new AttentionOptions { Variant = _selectable.Contains(report.Variant) ? report.Variant : null });
        call.Fetch();
        return report;
    }

    public void Dispose() => _target.Dispose();

    private SelectionReport Explain(AttentionShape shape)
    {
        try
        {
            return _selector.Explain(shape, new AttentionOptions { Variant = _pinned });
        }
        catch (NotSupportedException error)
        {
            throw new ToolException(error.Message);
        }
    }

    private static IReadOnlyList<IlgpuConfig> Configs(ToolConsole console, SpecEntry spec, string databasePath)
    {
        var tuned = TunedWinners.Of(console, spec, databasePath)
            .Select(id => IlgpuConfig.TryParse(id, out var config) ? config : null)
            .OfType<IlgpuConfig>()
            .Where(config => IlgpuFeasibility.WhyNot(spec.Spec, config) is null);
        return [.. IlgpuConfigSpace.Defaults(spec.Spec).Concat(tuned).Distinct()];
    }
}
