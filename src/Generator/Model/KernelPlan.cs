using KernelGen.Templates;
using KernelGen.Templates.Cpu;
using KernelGen.Templates.Specs;

namespace KernelGen.Generator.Model;

/// <summary>
/// What the kernels of one spec are emitted from. Value-equal, so a tuning file that says the same for this spec re-emits nothing.
/// </summary>
/// <param name="Type">The class that declares the spec.</param>
/// <param name="Precision">How tensors are stored.</param>
/// <param name="Spec">The spec, or null when it has errors.</param>
/// <param name="Problem">The first error, when there is no spec.</param>
/// <param name="Configs">The kernels to emit: those of the analytic default first, then the tuned winners that are not among them.</param>
/// <param name="Choices">The tuned choices for this spec.</param>
internal sealed record KernelPlan(
    SpecType Type,
    ElementType Precision,
    AttentionSpec? Spec,
    string? Problem,
    EquatableArray<CpuConfig> Configs,
    EquatableArray<TunedChoiceText> Choices)
{
    /// <summary>How planning failed, for KG0001; null when it did not.</summary>
    public string? Failure { get; init; }
}
