using System.Globalization;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace KernelGen.Tuner.Compilation;

/// <summary>Compiles sources against the running framework and KernelGen's runtime, so no reference packs are needed on the user's machine.</summary>
internal static class InMemoryCompiler
{
    private static readonly Lazy<IReadOnlyList<MetadataReference>> s_references = new(FindReferences);

    /// <summary>The image of an assembly.</summary>
    /// <param name="sources">C# files.</param>
    /// <param name="references">Paths of further assemblies.</param>
    /// <exception cref="SpecCompilationException">A source does not compile.</exception>
    public static byte[] Compile(IReadOnlyList<string> sources, params IEnumerable<string> references)
    {
        var options = new CSharpParseOptions(LanguageVersion.Preview);
        var compilation = CSharpCompilation.Create(
            $"KernelGen.InMemory.{Guid.NewGuid():N}",
            sources.Select(source => CSharpSyntaxTree.ParseText(source, options)),
            s_references.Value.Concat(references.Select(path => MetadataReference.CreateFromFile(path))),
            new CSharpCompilationOptions(
                OutputKind.DynamicallyLinkedLibrary, optimizationLevel: OptimizationLevel.Release, allowUnsafe: true, concurrentBuild: true));
        using var image = new MemoryStream();
        var result = compilation.Emit(image);
        if (!result.Success)
            throw new SpecCompilationException(Describe(result.Diagnostics, sources));
        return image.ToArray();
    }

    private static List<MetadataReference> FindReferences()
    {
        var trusted = (string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!;
        return [.. trusted.Split(Path.PathSeparator)
            .Where(path => Path.GetFileName(path) is var file
                && (file.StartsWith("System.", StringComparison.Ordinal) || file is "netstandard.dll" or "KernelGen.Runtime.dll"))
            .Select(path => (MetadataReference)MetadataReference.CreateFromFile(path))];
    }

    private static string Describe(IEnumerable<Diagnostic> diagnostics, IEnumerable<string> sources)
    {
        var errors = diagnostics.Where(d => d.Severity == DiagnosticSeverity.Error).Take(20).Select(d => d.ToString());
        var listing = sources.SelectMany(source => source.Split('\n').Select((line, i) => string.Create(CultureInfo.InvariantCulture, $"{i + 1,5}  {line}")));
        return $"Emitted code does not compile:\n{string.Join('\n', errors)}\n\n{string.Join('\n', listing)}";
    }
}
