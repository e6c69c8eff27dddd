extern alias runtime;
using System.Reflection;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace KernelGen.Templates.Tests;

/// <summary>Compiles emitted text in memory as a user's project would, checked arithmetic on.</summary>
internal static class Compiled
{
    public static Type Class(string source, string name)
    {
        var tree = CSharpSyntaxTree.ParseText(source, new CSharpParseOptions(LanguageVersion.Preview));
        var options = new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary, checkOverflow: true, optimizationLevel: OptimizationLevel.Release);
        var compilation = CSharpCompilation.Create("Emitted" + Guid.NewGuid().ToString("N"), [tree], References(), options);
        using var image = new MemoryStream();
        var result = compilation.Emit(image);
        if (!result.Success)
        {
            var lines = source.Split('\n');
            var errors = result.Diagnostics.Where(diagnostic => diagnostic.Severity == DiagnosticSeverity.Error).Take(5)
                .Select(error => $"{error}\n    {lines[error.Location.GetLineSpan().StartLinePosition.Line].Trim()}");
            throw new InvalidOperationException($"Emitted text does not compile:\n{string.Join('\n', errors)}");
        }
        return Assembly.Load(image.ToArray()).GetType(name, throwOnError: true)!;
    }

    private static IEnumerable<MetadataReference> References()
        => ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(Path.PathSeparator)
            .Where(path => Path.GetFileName(path).StartsWith("System.", StringComparison.Ordinal) || path.EndsWith("netstandard.dll", StringComparison.Ordinal))
            .Append(typeof(runtime::KernelGen.Planning.TileClassifier).Assembly.Location)
            .Distinct()
            .Select(path => MetadataReference.CreateFromFile(path));
}
