using KernelGen.Devices.Cpu;
using KernelGen.Selection;
using KernelGen.Tuner.Compilation;
using KernelGen.Tuner.Measurement;
using KernelGen.Tuning;

namespace KernelGen.Tuner.Targets;

/// <summary>Kernels of the processor.</summary>
internal sealed class CpuAttentionKernels : IAttentionKernels
{
    private readonly AttentionOptions _options;
    private readonly VariantSelector<CpuKernel> _selector;

    public CpuAttentionKernels(KernelRequest request)
    {
        _options = new AttentionOptions { Variant = request.Pinned, Threads = request.Threads };
        Compiled = SpecCompiler.Compile(request.Spec.Spec, request.Spec.Name, [.. request.Variants.Select(CpuTarget.Config)]);
        _selector = VariantSelector.ForCpu(
            Compiled.Facts, Compiled.Classifier, Compiled.Kernels, request.Choices, CpuDevice.Current, () => TuningDatabaseReader.Open(request.DatabasePath));
    }

    public CompiledSpec Compiled { get; }

    public string DeviceKey => CpuDevice.Current.Key;

    public bool RoundsFactors => false;

    public SelectionReport Explain(in AttentionShape shape) => _selector.Explain(shape, _options);

    public SelectionReport Run(AttentionBuffers buffers)
    {
        Compiled.Execute(buffers.Call(), _selector.Select(buffers.Shape, _options), _options.Threads);
        return Explain(buffers.Shape);
    }

    public void Dispose()
    {
    }
}
