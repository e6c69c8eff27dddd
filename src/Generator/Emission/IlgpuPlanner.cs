using KernelGen.Generator.Diagnostics;
using KernelGen.Generator.Model;
using KernelGen.Templates.Cuda;
using KernelGen.Templates.Ilgpu;

namespace KernelGen.Generator.Emission;

/// <summary>Picks out of tuning-db/ what concerns the ILGPU kernels of one spec.</summary>
internal static class IlgpuPlanner
{
    /// <summary>The kernels to emit for a spec.</summary>
    /// <param name="model">The spec.</param>
    /// <param name="files">The files of tuning-db/.</param>
    /// <param name="wantsCuda">Whether kernels in PTX are emitted beside them.</param>
    public static IlgpuPlan Plan(SpecModel model, EquatableArray<TuningFile> files, bool wantsCuda)
        => InternalFailure.Guard(() => Choose(model, files, wantsCuda), failure => None(model) with { Failure = failure });

    private static IlgpuPlan None(SpecModel model) => new(model, default, default, HasCuda: false);

    private static IlgpuPlan Choose(SpecModel model, EquatableArray<TuningFile> files, bool wantsCuda)
    {
        if (model.Spec is not { } spec)
            return None(model);
        var choices = TuningChoices.For(spec, files)
            .Where(found => Config(found.Choice) is not null && TuningChoices.WhyNot(spec, found.Choice.Variant) is null)
            .ToList();
        var tuned = choices.Select(found => Config(found.Choice)!).OrderBy(config => config.Id, StringComparer.Ordinal);
        return new IlgpuPlan(model, new(IlgpuConfigSpace.Defaults(spec).Concat(tuned).Distinct()), TuningChoices.Texts(choices), wantsCuda && CudaKernelSources.WhyNotSpec(spec) is null);
    }

    private static IlgpuConfig? Config(TuningChoice choice) => IlgpuConfig.TryParse(choice.Variant, out var config) ? config : null;
}
