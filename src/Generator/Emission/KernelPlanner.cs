using KernelGen.Generator.Model;
using KernelGen.Templates;
using KernelGen.Templates.Cpu;
using KernelGen.Templates.Specs;

namespace KernelGen.Generator.Emission;

/// <summary>Picks out of tuning-db/ what concerns one spec.</summary>
internal static class KernelPlanner
{
    /// <summary>The kernels to emit for a spec.</summary>
    public static KernelPlan Plan(SpecModel model, EquatableArray<TuningFile> files)
    {
        if (model.Spec is not { } spec)
            return new KernelPlan(model.Type, model.Precision, null, model.Problem, default, default);
        var choices = ChoicesFor(spec, files).Where(choice => WhyNot(spec, choice.Choice) is null).ToList();
        var tuned = choices.Select(choice => Config(choice.Choice)).OrderBy(config => config.Id, StringComparer.Ordinal);
        return new KernelPlan(
            model.Type, model.Precision, spec, null,
            new(CpuConfigSpace.Defaults(spec).Concat(tuned).Distinct()),
            new(choices
                .Select(choice => new TunedChoiceText(choice.File.Device, choice.Choice.Bucket, choice.Choice.Variant))
                .OrderBy(choice => choice.DeviceKey, StringComparer.Ordinal).ThenBy(choice => choice.Bucket, StringComparer.Ordinal)));
    }

    /// <summary>The choices for a spec that cannot be emitted, with the reason: pairs of file and problem.</summary>
    public static IEnumerable<(TuningFile File, TuningChoice Choice, string Reason)> Infeasible(
        SpecModel model, EquatableArray<TuningFile> files)
        => model.Spec is not { } spec
            ? []
            : from found in ChoicesFor(spec, files)
              let reason = WhyNot(spec, found.Choice)
              where reason is not null
              select (found.File, found.Choice, reason);

    private static IEnumerable<(TuningFile File, TuningChoice Choice)> ChoicesFor(AttentionSpec spec, EquatableArray<TuningFile> files)
    {
        var hash = SpecHash.Of(spec);
        return from file in files from choice in file.Choices where choice.SpecHash == hash select (file, choice);
    }

    private static string? WhyNot(AttentionSpec spec, TuningChoice choice)
    {
        var config = Config(choice);
        if (spec.PinnedQueryTile > 0 && spec.PinnedQueryTile != config.QueryTile)
            return FormattableString.Invariant($"[Tile] pins {spec.PinnedQueryTile} query rows");
        if (spec.PinnedKeyTile > 0 && spec.PinnedKeyTile != config.KeyTile)
            return FormattableString.Invariant($"[Tile] pins {spec.PinnedKeyTile} keys");
        return CpuFeasibility.WhyNot(spec, config);
    }

    private static CpuConfig Config(TuningChoice choice)
        => CpuConfig.TryParse(choice.Variant, out var config) ? config! : throw new InvalidOperationException(
            $"'{choice.Variant}' passed the parser of tuning files, but is no variant id.");
}
