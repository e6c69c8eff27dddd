using KernelGen.Devices.Cpu;
using KernelGen.Oracle;
using KernelGen.Planning;
using KernelGen.Selection;

namespace KernelGen;

/// <summary>A compiled spec whose tensors, inputs and output, hold <typeparamref name="T"/>.</summary>
/// <typeparam name="T"><see cref="float"/>, <see cref="Half"/> or <see cref="BFloat16"/>, as the spec's precision says.</typeparam>
/// <param name="facts">What the spec says.</param>
/// <param name="classifier">Its mask over rectangles.</param>
/// <param name="oracle">Its mask and logits in float64.</param>
/// <param name="kernels">Its CPU kernels, the preferred ones first.</param>
/// <param name="choices">Tuned choices that were in tuning-db/ when the assembly was built.</param>
/// <param name="data">The data parameters of its mask and score; null when there are none.</param>
public sealed class CompiledSpec<T>(
    SpecFacts facts,
    TileClassifier classifier,
    AttentionOracle oracle,
    IReadOnlyList<CpuKernel> kernels,
    IReadOnlyList<TunedChoice> choices,
    SpecData? data = null)
    : CompiledSpec<T, T>(facts, classifier, oracle, kernels, choices, data)
    where T : unmanaged;
