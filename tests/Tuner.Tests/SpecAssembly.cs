using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Shouldly;

namespace KernelGen.Tuner.Tests;

/// <summary>An assembly that has nothing but the texts of specs.</summary>
internal static class SpecAssembly
{
    /// <summary>Writes the assembly.</summary>
    public static string Write(string path, params (string Name, string Text)[] specs)
    {
        var lines = specs.Select(spec => $"[assembly: KernelGen.AttentionSpecText(\"{spec.Name}\", @\"{spec.Text}\")]");
        var references = new[] { typeof(object), typeof(AttentionSpecTextAttribute) }
            .Select(type => type.Assembly.Location)
            .Append(Path.Combine(Path.GetDirectoryName(typeof(object).Assembly.Location)!, "System.Runtime.dll"))
            .Select(location => MetadataReference.CreateFromFile(location));
        var compilation = CSharpCompilation.Create(
            Path.GetFileNameWithoutExtension(path), [CSharpSyntaxTree.ParseText(string.Join("\n", lines))], references,
            new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary));
        compilation.Emit(path).Diagnostics.Where(one => one.Severity == DiagnosticSeverity.Error).ShouldBeEmpty();
        return path;
    }
}
