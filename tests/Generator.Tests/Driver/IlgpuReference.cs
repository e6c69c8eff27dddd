using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace KernelGen.Generator.Tests.Driver;

/// <summary>Compilations of projects that reference ILGPU: its place is taken by the contract.</summary>
internal static class IlgpuReference
{
    /// <summary>The compilation with the reference.</summary>
    public static CSharpCompilation WithIlgpu(this CSharpCompilation compilation)
        => compilation.AddReferences(MetadataReference.CreateFromFile(typeof(ILGPU.Context).Assembly.Location));
}
