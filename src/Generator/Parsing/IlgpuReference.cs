using Microsoft.CodeAnalysis;

namespace KernelGen.Generator.Parsing;

/// <summary>Whether a project references the ILGPU that emitted code is written for.</summary>
internal static class IlgpuReference
{
    private const string Name = "ILGPU";

    // 2.0 renames and moves what launches kernels.
    private static readonly Version s_first = new(1, 5);
    private static readonly Version s_after = new(1, 6);

    /// <summary>Whether the compilation references ILGPU 1.5.x.</summary>
    public static bool IsIn(Compilation compilation)
        => compilation.ReferencedAssemblyNames.Any(static assembly => assembly.Name == Name && assembly.Version >= s_first && assembly.Version < s_after);
}
