using KernelGen.Generator.Diagnostics;
using KernelGen.Generator.Model;
using KernelGen.Templates;
using KernelGen.Templates.Cpu;
using KernelGen.Templates.Cuda;
using KernelGen.Templates.Ilgpu;
using KernelGen.Templates.Specs;

namespace KernelGen.Generator.Emission;

/// <summary>What tuning-db/ says about one spec.</summary>
internal static class TuningChoices
{
    /// <summary>A choice and the file that it stands in.</summary>
    internal readonly record struct Found(TuningFile File, TuningChoice Choice);

    /// <summary>The choices for a spec, whatever their family.</summary>
    public static IEnumerable<Found> For(AttentionSpec spec, EquatableArray<TuningFile> files)
    {
        var hash = SpecHash.Of(spec);
        return from file in files from choice in file.Choices where choice.SpecHash == hash select new Found(file, choice);
    }

    /// <summary>The choices for a spec that cannot be emitted, with the reason.</summary>
    public static IEnumerable<(TuningFile File, TuningChoice Choice, string Reason)> Infeasible(SpecModel model, EquatableArray<TuningFile> files)
        => model.Spec is not { } spec
            ? []
            : from found in For(spec, files)
              let reason = WhyNot(spec, found.Choice.Variant)
              where reason is not null
              select (found.File, found.Choice, reason);

    /// <summary>Why a spec cannot have a variant, or null. Where that cannot be told it cannot have it, and the warning says so.</summary>
    public static string? WhyNot(AttentionSpec spec, string variant)
        => InternalFailure.Guard(() => Find(spec, variant), failure => $"because its check failed ({failure})");

    private static string? Find(AttentionSpec spec, string variant)
    {
        if (IlgpuConfig.TryParse(variant, out var ilgpu))
            return IlgpuConfigSpace.WhyNotPinned(spec, ilgpu!) ?? IlgpuFeasibility.WhyNot(spec, ilgpu!);
        if (CudaKernelSources.IsId(variant))
            return CudaKernelSources.WhyNot(spec, variant);
        if (CpuConfig.TryParse(variant, out var cpu))
            return KernelPlanner.WhyNot(spec, cpu!);
        throw new InvalidOperationException($"'{variant}' passed the parser of tuning files, but is no variant id.");
    }

    /// <summary>What is embedded, sorted.</summary>
    public static EquatableArray<TunedChoiceText> Texts(IEnumerable<Found> choices) => new(choices
        .Select(found => new TunedChoiceText(found.File.Device, found.Choice.Bucket, found.Choice.Variant))
        .OrderBy(choice => choice.DeviceKey, StringComparer.Ordinal).ThenBy(choice => choice.Bucket, StringComparer.Ordinal));
}
