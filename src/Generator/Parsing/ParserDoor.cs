using KernelGen.Generator.Diagnostics;
using KernelGen.Generator.Model;
using KernelGen.Templates.Specs;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace KernelGen.Generator.Parsing;

/// <summary>The one door through which generator and analyzer read a spec: never an exception.</summary>
internal static class ParserDoor
{
    /// <summary>Parses the spec that a class declares; null when nothing can be added to the class.</summary>
    public static SpecModel? Parse(
        INamedTypeSymbol type, AttributeArguments kernel, CSharpCompilation compilation, DiagnosticSink sink, CancellationToken cancellation)
        => Guard(type, kernel, sink, () => SpecParser.Parse(type, kernel, compilation, sink, cancellation));

    /// <summary>Parses; a failure becomes KG0001, and a model of which members are emitted that throw.</summary>
    internal static SpecModel? Guard(INamedTypeSymbol type, AttributeArguments kernel, DiagnosticSink sink, Func<SpecModel?> parse)
        => InternalFailure.Guard(parse, failure =>
        {
            sink.Report(Descriptors.InternalError, kernel.NameLocation, type.ToDisplayString(), failure);
            return DeclarationParser.Parse(type, kernel, new DiagnosticSink(null)) is not { } specType ? null : new SpecModel
            {
                Type = specType,
                Precision = ElementType.Float32,
                WritesLse = false,
                Problem = sink.FirstError,
            };
        });
}
