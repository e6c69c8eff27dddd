using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace KernelGen.Generator.Tests.Driver;

/// <summary>A project that declares specs, in memory.</summary>
internal static class SpecCompilation
{
    public const string Path = "Specs.cs";

    private static readonly MetadataReference[] References =
    [
        .. ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(System.IO.Path.PathSeparator)
            .Where(path => IsForConsumers(System.IO.Path.GetFileName(path)))
            .Select(path => MetadataReference.CreateFromFile(path)),
    ];

    public static CSharpParseOptions ParseOptions(LanguageVersion version = LanguageVersion.CSharp13)
        => new(version, DocumentationMode.Diagnose);

    public static CSharpCompilation Of(string source, LanguageVersion version = LanguageVersion.CSharp13, bool allowUnsafe = true)
        => CSharpCompilation.Create(
            "Specs",
            [Parse(source, Path, version)],
            References,
            new CSharpCompilationOptions(
                OutputKind.DynamicallyLinkedLibrary,
                allowUnsafe: allowUnsafe,
                generalDiagnosticOption: ReportDiagnostic.Error,
                nullableContextOptions: NullableContextOptions.Enable));

    public static SyntaxTree Parse(string source, string path, LanguageVersion version = LanguageVersion.CSharp13)
        => CSharpSyntaxTree.ParseText(source, ParseOptions(version), path);

    /// <summary>The compilation with one more or another version of a file.</summary>
    public static CSharpCompilation With(this CSharpCompilation compilation, string path, string source)
    {
        var old = compilation.SyntaxTrees.FirstOrDefault(tree => tree.FilePath == path);
        var parsed = Parse(source, path);
        return old is null ? compilation.AddSyntaxTrees(parsed) : compilation.ReplaceSyntaxTree(old, parsed);
    }

    // The test process has more on its path than a project that uses the package: Roslyn, the test runner, the generator itself.
    private static bool IsForConsumers(string file)
        => file is "KernelGen.Runtime.dll" or "KernelGen.PostgreSql.dll" or "netstandard.dll" or "mscorlib.dll"
            || (file.StartsWith("System.", StringComparison.Ordinal) && !file.StartsWith("System.Composition", StringComparison.Ordinal));
}
