using Microsoft.CodeAnalysis.Diagnostics;

namespace KernelGen.Generator.Parsing;

/// <summary>Whether a project wants CUDA kernels, by its MSBuild property <c>KernelGenCuda</c>.</summary>
internal static class CudaWish
{
    // The compiler hands properties over under this prefix.
    private const string Property = "build_property.KernelGenCuda";

    /// <summary>Whether the property is true.</summary>
    public static bool IsIn(AnalyzerConfigOptions options)
        => options.TryGetValue(Property, out var value) && string.Equals(value.Trim(), "true", StringComparison.OrdinalIgnoreCase);
}
