using KernelGen.Devices.Cpu;
using KernelGen.Oracle;
using KernelGen.Planning;
using KernelGen.Selection;

namespace KernelGen;

/// <summary>A spec with everything the generator made of it: facts, tile classifier, oracle and kernels.</summary>
/// <param name="facts">What the spec says.</param>
/// <param name="classifier">Its mask over rectangles.</param>
/// <param name="oracle">Its mask and logits in float64.</param>
/// <param name="kernels">Its CPU kernels, the preferred ones first.</param>
/// <param name="choices">Tuned choices that were in tuning-db/ when the assembly was built.</param>
public abstract class CompiledSpec(
    SpecFacts facts, TileClassifier classifier, AttentionOracle oracle, IReadOnlyList<CpuKernel> kernels, IReadOnlyList<TunedChoice> choices)
{
    /// <summary>What the spec says.</summary>
    public SpecFacts Facts { get; } = facts;

    /// <summary>Its mask over rectangles.</summary>
    public TileClassifier Classifier { get; } = classifier;

    /// <summary>Its mask and logits in float64.</summary>
    public AttentionOracle Oracle { get; } = oracle;

    /// <summary>Its CPU kernels, the preferred ones first.</summary>
    public IReadOnlyList<CpuKernel> Kernels { get; } = kernels;

    /// <summary>Tuned choices that were in tuning-db/ when the assembly was built.</summary>
    public IReadOnlyList<TunedChoice> Choices { get; } = choices;
}
