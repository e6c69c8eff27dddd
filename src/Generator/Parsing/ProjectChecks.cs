using KernelGen.Generator.Diagnostics;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace KernelGen.Generator.Parsing;

/// <summary>What emitted code needs of the project that it is compiled in.</summary>
internal static class ProjectChecks
{
    /// <summary>Emitted code is written in this version of C#; .NET 10, which the runtime needs anyway, defaults to a later one.</summary>
    public const LanguageVersion LowestLanguageVersion = LanguageVersion.CSharp13;

    /// <summary>Reports what the project lacks.</summary>
    public static void Check(INamedTypeSymbol type, AttributeArguments kernel, CSharpCompilation compilation, DiagnosticSink sink)
    {
        if (!compilation.Options.AllowUnsafe)
            sink.Report(Descriptors.UnsafeNotAllowed, kernel.NameLocation, type.Name);
        if (compilation.LanguageVersion < LowestLanguageVersion)
            sink.Report(Descriptors.LanguageVersionTooLow, kernel.NameLocation, type.Name, compilation.LanguageVersion.ToDisplayString());
    }
}
