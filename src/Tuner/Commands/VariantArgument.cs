using KernelGen.Selection;
using KernelGen.Templates.Cpu;
using KernelGen.Templates.Ilgpu;
using KernelGen.Tuner.Specs;

namespace KernelGen.Tuner.Commands;

/// <summary>Reads a <c>--variant</c>.</summary>
internal static class VariantArgument
{
    /// <summary>The config of the processor's kernels that an id means, legal for the spec.</summary>
    /// <exception cref="ToolException">No such id, or it is illegal for the spec.</exception>
    public static CpuConfig Parse(SpecEntry spec, string id)
    {
        if (IlgpuConfig.TryParse(id, out _))
            throw new ToolException($"--variant is '{id}', which runs on accelerators of ILGPU; give --target ilgpu, or a variant of {CpuConfig.Family}.");
        var config = CpuConfig.TryParse(id, out var parsed) ? parsed : null;
        return Legal(
            spec, id, config, CpuConfigSpace.All(spec.Spec).Select(one => one.Id), config is null ? null : CpuFeasibility.WhyNot(spec.Spec, config));
    }

    /// <summary>The config of ILGPU kernels that an id means, legal for the spec.</summary>
    /// <exception cref="ToolException">No such id, or it is illegal for the spec.</exception>
    public static IlgpuConfig ParseIlgpu(SpecEntry spec, string id)
    {
        var config = IlgpuConfig.TryParse(id, out var parsed) ? parsed : null;
        return Legal(
            spec, id, config, IlgpuConfigSpace.All(spec.Spec).Select(one => one.Id), config is null ? null : IlgpuFeasibility.WhyNot(spec.Spec, config));
    }

    private static TConfig Legal<TConfig>(SpecEntry spec, string id, TConfig? config, IEnumerable<string> ids, string? whyNot)
        where TConfig : class
    {
        var closest = ClosestName.Of(id, ids) ?? "";
        if (config is null)
            throw new ToolException($"--variant is '{id}', which is no variant id; ids look like '{closest}', the closest one.");
        return whyNot is null
            ? config
            : throw new ToolException($"--variant is '{id}', which is impossible for {spec.Name}: {whyNot}. The closest legal one is '{closest}'.");
    }
}
