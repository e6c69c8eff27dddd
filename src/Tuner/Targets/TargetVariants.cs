using KernelGen.Selection;
using KernelGen.Tuner.Specs;
using KernelGen.Tuning;

namespace KernelGen.Tuner.Targets;

/// <summary>Which variants of a spec a command is about.</summary>
internal static class TargetVariants
{
    /// <summary>The variant that <c>--variant</c> names.</summary>
    /// <exception cref="ToolException">No such id, or it is illegal for the spec.</exception>
    public static string Parse(ToolTarget target, SpecEntry spec, string id)
    {
        Require(target, spec);
        var closest = ClosestName.Of(id, target.All(spec.Spec)) ?? "";
        if (!target.IsVariant(id) && ToolTargets.OfMachine.All.FirstOrDefault(other => other.IsVariant(id)) is { } other)
            throw new ToolException($"--variant is '{id}', which is for --target {other.Name}; give that, or a variant of --target {target.Name} such as '{closest}'.");
        if (!target.IsVariant(id))
            throw new ToolException($"--variant is '{id}', which is no variant id; ids look like '{closest}', the closest one.");
        return target.WhyNot(spec.Spec, id) is { } reason
            ? throw new ToolException($"--variant is '{id}', which is impossible for {spec.Name}: {reason}. The closest legal one is '{closest}'.")
            : id;
    }

    /// <summary>The variant that is emitted first when nothing was tuned.</summary>
    /// <exception cref="ToolException">The spec has no variants for the target.</exception>
    public static string Default(ToolTarget target, SpecEntry spec)
    {
        Require(target, spec);
        return target.Defaults(spec.Spec)[0];
    }

    /// <summary>What was emitted into an assembly, and every winner of the database that runs fast here.</summary>
    /// <exception cref="ToolException">The spec has no variants for the target.</exception>
    public static IReadOnlyList<string> EmittedAndWinners(ToolConsole console, ToolTarget target, string assembly, SpecEntry spec, string databasePath)
    {
        var emitted = Emitted(target, assembly, spec);
        var tuned = Winners(console, spec, databasePath)
            .Where(id => target.IsVariant(id) && target.IsQuickHere(id) && target.WhyNot(spec.Spec, id) is null);
        return [.. emitted.Concat(tuned).Distinct()];
    }

    /// <summary>What was emitted into an assembly. One that says nothing of it is taken to have the defaults.</summary>
    /// <exception cref="ToolException">The spec has no variants for the target.</exception>
    public static IReadOnlyList<string> Emitted(ToolTarget target, string assembly, SpecEntry spec)
    {
        Require(target, spec);
        var emitted = SpecAttributeReader.Variants(assembly, spec.Name).Where(target.IsVariant).ToList();
        return emitted.Count > 0 ? emitted : target.Defaults(spec.Spec);
    }

    /// <summary>The tuned choices for the target that were built into an assembly.</summary>
    public static IReadOnlyList<TunedChoice> Choices(ToolTarget target, string assembly, SpecEntry spec)
        => [.. SpecAttributeReader.Choices(assembly, spec.Name).Where(choice => target.IsVariant(choice.VariantId))];

    private static void Require(ToolTarget target, SpecEntry spec)
    {
        if (target.WhyNotSpec(spec.Spec) is { } reason)
            throw new ToolException($"--target {target.Name} is impossible for {spec.Name}: {reason}.");
    }

    // Of all devices and buckets; none, with a warning, when the database cannot be read.
    private static IReadOnlyList<string> Winners(ToolConsole console, SpecEntry spec, string databasePath)
    {
        try
        {
            using var reader = TuningDatabaseReader.Open(databasePath);
            return [.. BucketRanking.Of(reader?.Rows(spec.Hash) ?? []).Select(winner => winner.Ranked[0].Variant)];
        }
        catch (TuningDatabaseException error)
        {
            console.Error.WriteLine("warning: " + error.Message);
            return [];
        }
    }
}
