using KernelGen.Generator.Diagnostics;
using KernelGen.Generator.Model;
using KernelGen.Templates.Cuda;

namespace KernelGen.Generator.Emission;

/// <summary>Picks out of tuning-db/ what concerns the CUDA kernels of one spec.</summary>
internal static class CudaPlanner
{
    /// <summary>The kernels to emit for a spec.</summary>
    public static CudaPlan Plan(SpecModel model, EquatableArray<TuningFile> files)
        => InternalFailure.Guard(() => Choose(model, files), failure => new CudaPlan(model, default, default) { Failure = failure });

    private static CudaPlan Choose(SpecModel model, EquatableArray<TuningFile> files)
    {
        if (model.Spec is not { } spec)
            return new CudaPlan(model, default, default);
        var choices = TuningChoices.For(spec, files)
            .Where(found => CudaKernelSources.IsId(found.Choice.Variant) && TuningChoices.WhyNot(spec, found.Choice.Variant) is null)
            .ToList();
        var tuned = choices.Select(found => found.Choice.Variant).OrderBy(id => id, StringComparer.Ordinal);
        return new CudaPlan(model, new(CudaKernelSources.Defaults(spec).Concat(tuned).Distinct()), TuningChoices.Texts(choices));
    }
}
