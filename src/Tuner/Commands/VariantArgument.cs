using KernelGen.Selection;
using KernelGen.Templates.Cpu;
using KernelGen.Tuner.Specs;

namespace KernelGen.Tuner.Commands;

/// <summary>Reads a <c>--variant</c>.</summary>
internal static class VariantArgument
{
    /// <summary>The config that an id means, legal for the spec.</summary>
    /// <exception cref="ToolException">No such id, or it is illegal for the spec.</exception>
    public static CpuConfig Parse(SpecEntry spec, string id)
    {
        var ids = CpuConfigSpace.All(spec.Spec).Select(config => config.Id).ToList();
        var closest = ClosestName.Of(id, ids) ?? "";
        if (!CpuConfig.TryParse(id, out var config) || config is null)
            throw new ToolException($"--variant is '{id}', which is no variant id; ids look like '{closest}', the closest one.");
        if (CpuFeasibility.WhyNot(spec.Spec, config) is { } reason)
        {
            throw new ToolException(
                $"--variant is '{id}', which is impossible for {spec.Name}: {reason}. The closest legal one is '{closest}'.");
        }
        return config;
    }
}
