using System.Collections.Immutable;
using KernelGen.Generator.Diagnostics;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Diagnostics;

namespace KernelGen.Generator.Tests.Driver;

/// <summary>The analyzer on a compilation.</summary>
internal static class AnalyzerRun
{
    public static Task<ImmutableArray<Diagnostic>> OnAsync(string source) => OnAsync(SpecCompilation.Of(source));

    public static Task<ImmutableArray<Diagnostic>> OnAsync(CSharpCompilation compilation)
        => compilation
            .WithOptions(compilation.Options.WithGeneralDiagnosticOption(ReportDiagnostic.Default))
            .WithAnalyzers([new SpecAnalyzer()])
            .GetAnalyzerDiagnosticsAsync(TestContext.Current.CancellationToken);
}
