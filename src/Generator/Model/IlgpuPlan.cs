using KernelGen.Templates;
using KernelGen.Templates.Ilgpu;

namespace KernelGen.Generator.Model;

/// <summary>What the ILGPU kernels of one spec are emitted from; value-equal, like <see cref="KernelPlan"/>.</summary>
/// <param name="Model">The spec.</param>
/// <param name="Configs">The kernels to emit: the default ones first, then the tuned winners that are not among them.</param>
/// <param name="Choices">The tuned choices for this spec on devices of ILGPU.</param>
/// <param name="HasCuda">Whether the spec has kernels in PTX too, which CUDA accelerators run.</param>
internal sealed record IlgpuPlan(SpecModel Model, EquatableArray<IlgpuConfig> Configs, EquatableArray<TunedChoiceText> Choices, bool HasCuda)
{
    /// <summary>How planning failed, for KG0001; null when it did not.</summary>
    public string? Failure { get; init; }
}
