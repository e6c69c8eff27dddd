using System.Collections.Immutable;
using KernelGen.Generator.Lowering;
using KernelGen.Generator.Parsing;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Diagnostics;

namespace KernelGen.Generator.Diagnostics;

/// <summary>
/// Reports what is wrong with a spec. It runs the generator's own parser; as an analyzer its diagnostics have real locations, follow
/// pragmas and get code fixes.
/// </summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class SpecAnalyzer : DiagnosticAnalyzer
{
    /// <inheritdoc/>
    public override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics { get; } = [Descriptors.InternalError, .. Descriptors.OfAnalyzer];

    /// <inheritdoc/>
    public override void Initialize(AnalysisContext context)
    {
        context.ConfigureGeneratedCodeAnalysis(GeneratedCodeAnalysisFlags.Analyze | GeneratedCodeAnalysisFlags.ReportDiagnostics);
        context.EnableConcurrentExecution();
        context.RegisterSymbolAction(Analyze, SymbolKind.NamedType);
    }

    private static void Analyze(SymbolAnalysisContext context)
    {
        var type = (INamedTypeSymbol)context.Symbol;
        if (type.TypeKind != TypeKind.Class)
            return;
        var sink = new DiagnosticSink(context.ReportDiagnostic);
        if (AttributeArguments.Of(type, AttributeNames.Kernel, context.CancellationToken) is { } kernel)
            ParserDoor.Parse(type, kernel, (CSharpCompilation)context.Compilation, sink, context.CancellationToken);
        else
            ReportOrphans(type, sink, context.CancellationToken);
    }

    private static void ReportOrphans(INamedTypeSymbol type, DiagnosticSink sink, CancellationToken cancellation)
    {
        foreach (var method in PredicateMethod.Of(type))
            sink.Report(Descriptors.PatternWithoutKernel, method.Symbol.Locations[0], method.IsScore ? "Score" : "Mask", type.Name);
        foreach (var name in AttributeNames.Companions)
        {
            if (AttributeArguments.Of(type, name, cancellation) is { } orphan)
                sink.Report(Descriptors.PatternWithoutKernel, orphan.NameLocation, AttributeNames.Short(name), type.Name);
        }
    }
}
