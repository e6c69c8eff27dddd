using KernelGen.Selection;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Shouldly;

namespace KernelGen.Tuner.Tests;

/// <summary>An assembly that has nothing but the texts of specs.</summary>
internal static class SpecAssembly
{
    /// <summary>Writes the assembly.</summary>
    public static string Write(string path, params (string Name, string Text)[] specs) => Write(path, specs, []);

    /// <summary>The same with what the generator says of kernels, and of tuned choices for the first spec.</summary>
    public static string Write(
        string path, IReadOnlyList<(string Name, string Text)> specs, IReadOnlyList<(string Name, string Id)> variants, params IReadOnlyList<TunedChoice> choices)
    {
        IEnumerable<string> lines =
        [
            .. specs.Select(spec => $"[assembly: KernelGen.AttentionSpecText(\"{spec.Name}\", @\"{spec.Text}\")]"),
            .. variants.Select(variant => $"[assembly: KernelGen.AttentionVariant(\"{variant.Name}\", \"{variant.Id}\")]"),
            .. choices.Select(one => $"[assembly: KernelGen.AttentionChoice(\"{specs[0].Name}\", \"{one.DeviceKey}\", \"{one.Bucket}\", \"{one.VariantId}\")]"),
        ];
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
