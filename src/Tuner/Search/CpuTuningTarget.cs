using KernelGen.Devices.Cpu;
using KernelGen.Selection;
using KernelGen.Selection.CpuCost;
using KernelGen.Templates.Cpu;
using KernelGen.Templates.Specs;
using KernelGen.Tuner.Compilation;
using KernelGen.Tuner.Specs;
using KernelGen.Tuner.Targets;

namespace KernelGen.Tuner.Search;

/// <summary>The family <c>cpu.simd</c> on a processor.</summary>
/// <param name="device">The processor.</param>
/// <param name="costs">The constants of the cost model; those in use by default.</param>
/// <param name="threads">Threads of every run; 0 means one per core.</param>
internal sealed class CpuTuningTarget(CpuDevice device, CpuCosts? costs = null, int threads = 0) : ITuningTarget
{
    // What the threads leave of the processor. The schedule of the tiles depends on how many threads share them.
    private readonly CpuDevice _busy = threads == 0 || threads >= device.Cores ? device : new CpuDevice(device.Model, device.Isa, threads);

    public string DeviceKey => device.Key;

    public string Environment => "";

    public bool IsJitted => true;

    public bool RoundsFactors => false;

    public string Describe() => device.Describe();

    public int EmitterVersion(string variant) => CpuKernelTemplate.EmitterVersion;

    public string? WhyNotSpec(SpecEntry spec) => null;

    public string? WhyNotShape(in AttentionShape shape) => null;

    public IReadOnlyList<Candidate> Candidates(SpecEntry spec)
        => [.. CpuConfigSpace.All(spec.Spec).Concat(CpuConfigSpace.Defaults(spec.Spec)).Distinct()
            .Where(config => device.Accelerates(config.VectorBits))
            .Select(config => new Candidate(config.Id, CpuFeasibility.WhyNot(spec.Spec, config)))];

    public double Cost(SpecEntry spec, string variant, in AttentionShape shape)
        => CpuCostModel.Cost(Tile(spec.Spec, CpuTarget.Config(variant)), CpuSpecWork.Of(spec), shape, _busy, costs);

    /// <summary>The cost for a bucket, as the runtime sees it.</summary>
    public double Cost(SpecEntry spec, string variant, in ShapeBucket bucket)
        => CpuCostModel.Cost(Tile(spec.Spec, CpuTarget.Config(variant)), CpuSpecWork.Of(spec), bucket, device);

    /// <summary>The variant that the runtime takes of those given when nothing was measured.</summary>
    public string Default(SpecEntry spec, IReadOnlyList<string> variants, in ShapeBucket bucket)
        => variants[AnalyticDefault.Choose(
            [.. variants.Select(variant => Tile(spec.Spec, CpuTarget.Config(variant)))], CpuSpecWork.Of(spec), bucket, device)];

    public CompiledCandidates Compile(SpecEntry spec, IReadOnlyList<string> variants)
    {
        var compiled = SpecCompiler.Compile(spec.Spec, spec.Name, [.. variants.Select(CpuTarget.Config)]);
        var kernels = compiled.Kernels.Select(
            kernel => new CandidateKernel(kernel.Id, (call, threads) => compiled.Execute(call.Host, kernel, threads)));
        return new CompiledCandidates(compiled.Facts, compiled.Oracle, compiled.Reference, [.. kernels]);
    }

    public PlacedCall Place(SpecFacts facts, in AttentionCall call) => new(call);

    public void Dispose()
    {
    }

    /// <summary>A config of a spec as selection sees it.</summary>
    public static CpuTile Tile(AttentionSpec spec, CpuConfig config)
    {
        var layout = new CpuLayout(spec, config);
        return new CpuTile
        {
            VectorBits = config.VectorBits,
            Query = config.QueryTile,
            Key = config.KeyTile,
            PanelKeys = layout.PanelKeys,
            ValuePanels = [.. layout.ValuePanels.Select(vectors => vectors * config.Lanes)],
            PaddedValueDim = layout.PaddedValueDim,
            ScratchFloats = layout.ScratchFloats,
            DecodeScratchFloats = CpuDecodeLayout.Of(spec, config).ScratchFloats,
        };
    }
}
