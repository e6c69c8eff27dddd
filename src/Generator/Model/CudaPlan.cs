using KernelGen.Templates;

namespace KernelGen.Generator.Model;

/// <summary>What the CUDA kernels of one spec are emitted from; value-equal, like <see cref="KernelPlan"/>.</summary>
/// <param name="Model">The spec.</param>
/// <param name="Variants">The ids of the kernels to emit: the default ones first, then the tuned winners that are not among them.</param>
/// <param name="Choices">The tuned choices for this spec on CUDA devices.</param>
internal sealed record CudaPlan(SpecModel Model, EquatableArray<string> Variants, EquatableArray<TunedChoiceText> Choices)
{
    /// <summary>How planning failed, for KG0001; null when it did not.</summary>
    public string? Failure { get; init; }
}
