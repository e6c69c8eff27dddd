using KernelGen.Generator.Diagnostics;
using KernelGen.Generator.Model;
using KernelGen.Templates.Cpu;
using KernelGen.Templates.Specs;

namespace KernelGen.Generator.Emission;

/// <summary>Picks out of tuning-db/ what concerns the CPU kernels of one spec.</summary>
internal static class KernelPlanner
{
    /// <summary>The kernels to emit for a spec.</summary>
    public static KernelPlan Plan(SpecModel model, EquatableArray<TuningFile> files)
        => InternalFailure.Guard(() => Choose(model, files), failure => None(model) with { Failure = failure });

    private static KernelPlan None(SpecModel model) => new(model.Type, model.Precision, null, model.Problem, default, default);

    private static KernelPlan Choose(SpecModel model, EquatableArray<TuningFile> files)
    {
        if (model.Spec is not { } spec)
            return None(model);
        var choices = TuningChoices.For(spec, files)
            .Where(found => Config(found.Choice) is not null && TuningChoices.WhyNot(spec, found.Choice.Variant) is null)
            .ToList();
        var tuned = choices.Select(found => Config(found.Choice)!).OrderBy(config => config.Id, StringComparer.Ordinal);
        return new KernelPlan(
            model.Type, model.Precision, spec, null, new(CpuConfigSpace.Defaults(spec).Concat(tuned).Distinct()), TuningChoices.Texts(choices));
    }

    /// <summary>Why a spec cannot have a config, or null.</summary>
    public static string? WhyNot(AttentionSpec spec, CpuConfig config)
        => PinnedTile.WhyNot(spec, config.QueryTile, config.KeyTile) ?? CpuFeasibility.WhyNot(spec, config);

    private static CpuConfig? Config(TuningChoice choice) => CpuConfig.TryParse(choice.Variant, out var config) ? config : null;
}
