using KernelGen.Devices.Cuda;
using KernelGen.Selection;
using KernelGen.Templates.Cuda;
using KernelGen.Tuner.Measurement;
using KernelGen.Tuner.Targets;
using KernelGen.Tuning;

namespace KernelGen.Tuner.Cuda;

/// <summary>Kernels of a CUDA device.</summary>
internal sealed class CudaAttentionKernels : IAttentionKernels
{
    private readonly CudaTuningTarget _target;
    private readonly CudaKernels _kernels;
    private readonly CudaSelector _selector;
    private readonly AttentionOptions _options;

    /// <param name="request">What is wanted.</param>
    /// <param name="target">The device, which now belongs to this object.</param>
    public CudaAttentionKernels(KernelRequest request, CudaTuningTarget target)
    {
        _target = target;
        try
        {
            _options = new AttentionOptions { Variant = request.Pinned };
            _kernels = new CudaSpecKernels(request.Spec, request.Variants, CudaKernelSources.Of, request.Choices).Kernels;
            _selector = new CudaSelector(_kernels, target.Device.Facts, target.DeviceKey, () => TuningDatabaseReader.Open(request.DatabasePath));
        }
        catch
        {
            target.Dispose();
            throw;
        }
    }

    public CompiledSpec Compiled => _kernels.Spec;

    public string DeviceKey => _target.DeviceKey;

    public bool RoundsFactors => _target.RoundsFactors;

    public SelectionReport Explain(in AttentionShape shape)
    {
        try
        {
            return _selector.Explain(shape, _options);
        }
        catch (NotSupportedException error)
        {
            throw new ToolException(error.Message);
        }
    }

    public SelectionReport Run(AttentionBuffers buffers)
    {
        using var call = (CudaPlacedCall)_target.Place(buffers.Facts, buffers.Call());
        var (variant, report) = Select(call);
        call.Launch(_kernels, variant);
        call.Fetch();
        return report;
    }

    public void Dispose() => _target.Dispose();

    private (CudaVariant? Variant, SelectionReport Report) Select(CudaPlacedCall call)
    {
        try
        {
            SelectionReport? report = null;
            var variant = call.Select(Compiled, _selector, _options with { Explain = told => report = told });
            return (variant, report!);
        }
        catch (Exception error) when (error is NotSupportedException or ArgumentException)
        {
            throw new ToolException(error.Message);
        }
    }
}
