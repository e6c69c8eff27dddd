using KernelGen.Devices.Cpu;
using KernelGen.Selection;
using KernelGen.Templates.Cpu;
using KernelGen.Tuner.Compilation;
using KernelGen.Tuner.Measurement;
using KernelGen.Tuner.Specs;
using KernelGen.Tuning;

namespace KernelGen.Tuner.Commands;

/// <summary>Kernels of the processor: the default ones and every winner of the database that runs fast here, or the pinned one.</summary>
internal sealed class CpuAttentionKernels : IAttentionKernels
{
    private readonly AttentionOptions _options;
    private readonly string _databasePath;

    public CpuAttentionKernels(ToolConsole console, SpecEntry spec, RunSettings settings)
    {
        _databasePath = CommonOptions.DatabasePath(settings.Database);
        var pinned = settings.Variant is { } id ? VariantArgument.Parse(spec, id) : null;
        _options = new AttentionOptions { Variant = pinned?.Id, Threads = settings.Threads };
        Compiled = SpecCompiler.Compile(spec.Spec, spec.Name, pinned is null ? Configs(console, spec) : [pinned]);
    }

    public CompiledSpec Compiled { get; }

    public SelectionReport Run(AttentionBuffers buffers)
    {
        var selector = VariantSelector.ForCpu(
            Compiled.Facts, Compiled.Kernels, Compiled.Choices, CpuDevice.Current, () => TuningDatabaseReader.Open(_databasePath));
        Compiled.Execute(buffers.Call(), selector.Select(buffers.Shape, _options), _options.Threads);
        return selector.Explain(buffers.Shape, _options);
    }

    public void Dispose()
    {
    }

    private IReadOnlyList<CpuConfig> Configs(ToolConsole console, SpecEntry spec)
    {
        var tuned = TunedWinners.Of(console, spec, _databasePath)
            .Select(id => CpuConfig.TryParse(id, out var config) ? config : null)
            .OfType<CpuConfig>()
            .Where(config => CpuDevice.Current.Accelerates(config.VectorBits) && CpuFeasibility.WhyNot(spec.Spec, config) is null);
        return [.. CpuConfigSpace.Defaults(spec.Spec).Concat(tuned).Distinct()];
    }
}
