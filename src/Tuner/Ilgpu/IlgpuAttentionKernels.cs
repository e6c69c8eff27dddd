using KernelGen.Devices.Ilgpu;
using KernelGen.Selection;
using KernelGen.Templates.Ilgpu;
using KernelGen.Tuner.Measurement;
using KernelGen.Tuner.Targets;
using KernelGen.Tuning;

namespace KernelGen.Tuner.Ilgpu;

/// <summary>Kernels of an accelerator of the user's ILGPU.</summary>
internal sealed class IlgpuAttentionKernels : IAttentionKernels
{
    private readonly IlgpuTuningTarget _target;
    private readonly IIlgpuSpec _spec;
    private readonly IlgpuSelector _selector;
    private readonly KernelRequest _request;

    /// <summary>Opens the accelerator and compiles.</summary>
    public IlgpuAttentionKernels(KernelRequest request)
    {
        _request = request;
        var spec = request.Spec;
        IReadOnlyList<IlgpuConfig> configs = [.. request.Variants.Select(IlgpuTarget.Config)];
        _target = IlgpuTuningTarget.Open(request.Assembly, request.Device);
        _spec = _target.Compile(spec, configs);
        _selector = new IlgpuSelector(
            _spec.Compiled.Facts, [.. configs.Select(config => IlgpuTuningTarget.Variant(spec.Spec, config))],
            IlgpuConfigSpace.Decode(spec.Spec) is { } decode ? IlgpuTuningTarget.Variant(spec.Spec, decode) : null,
            request.Choices, _target.Device, () => TuningDatabaseReader.Open(request.DatabasePath));
    }

    public CompiledSpec Compiled => _spec.Compiled;

    public string DeviceKey => _target.DeviceKey;

    public bool RoundsFactors => _target.RoundsFactors;

    public SelectionReport Run(AttentionBuffers buffers)
    {
        var report = Explain(buffers.Shape);
        using var call = (IlgpuPlacedCall)_target.Place(buffers.Facts, buffers.Call());
        // Pinned, because the kernels' own selector would ask the default database; the decode kernel is not selected at all.
        call.Launch(_spec, new AttentionOptions { Variant = _request.Variants.Contains(report.Variant) ? report.Variant : null });
        call.Fetch();
        return report;
    }

    public SelectionReport Explain(in AttentionShape shape)
    {
        try
        {
            return _selector.Explain(shape, new AttentionOptions { Variant = _request.Pinned });
        }
        catch (NotSupportedException error)
        {
            throw new ToolException(error.Message);
        }
    }

    public void Dispose() => _target.Dispose();
}
