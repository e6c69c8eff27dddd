using KernelGen.Templates.Specs;
using KernelGen.Templates.Text;

namespace KernelGen.Templates.Ilgpu;

/// <summary>
/// Writes everything of a spec that needs ILGPU: kernels, the functions that they call, and what launches them. Generator and tuner write the
/// same text.
/// </summary>
public static class IlgpuTemplate
{
    /// <summary>The namespaces that the emitted members use.</summary>
    public static IReadOnlyList<string> Usings { get; } =
        ["System", "System.Collections.Generic", "System.Runtime.CompilerServices", "ILGPU", "ILGPU.Runtime", "KernelGen", "KernelGen.Devices.Gpu", "KernelGen.Devices.Ilgpu", "KernelGen.Selection"];

    /// <summary>The C# type that elements have in views: what ILGPU has no type for comes as its bits.</summary>
    public static string ElementName(ElementType type) => type.Bytes() switch { sizeof(float) => "float", sizeof(ushort) => "ushort", _ => "byte" };

    /// <summary>Writes the members into an open static class.</summary>
    /// <param name="writer">Where to.</param>
    /// <param name="spec">The spec.</param>
    /// <param name="compiled">C# that gives the compiled spec.</param>
    /// <param name="configs">The configs to emit, the preferred ones first; at least one.</param>
    /// <param name="choices">Tuned choices to embed.</param>
    /// <param name="cuda">C# that gives the kernels in PTX, for CUDA accelerators; null when the spec has none.</param>
    public static void Emit(
        SourceWriter writer, AttentionSpec spec, string compiled, IReadOnlyList<IlgpuConfig> configs, IReadOnlyList<TunedChoiceText> choices,
        string? cuda = null)
    {
        IlgpuNames[] prefill = [.. configs.Select(config => new IlgpuNames(spec, config, isDecode: false))];
        var decode = IlgpuConfigSpace.Decode(spec) is { } config ? new IlgpuNames(spec, config, isDecode: true) : null;
        IlgpuLauncher.Emit(writer, spec, (compiled, cuda), prefill, decode, choices);
        foreach (var names in prefill)
        {
            IlgpuKernelTemplate.Emit(writer, names);
            writer.Line();
        }
        if (decode is not null)
        {
            IlgpuKernelTemplate.Emit(writer, decode);
            IlgpuDecode.EmitMerge(writer, decode);
            writer.Line();
        }
        if (prefill.Append(decode).Any(names => names is { Config.RowsAreInWarps: true }))
            IlgpuLanes.Emit(writer);
        IlgpuMath.Emit(writer, spec);
    }
}
