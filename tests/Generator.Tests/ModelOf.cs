using KernelGen.Generator.Diagnostics;
using KernelGen.Generator.Model;
using KernelGen.Generator.Parsing;
using KernelGen.Generator.Tests.Driver;
using KernelGen.Templates.Specs;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace KernelGen.Generator.Tests;

/// <summary>What the parser makes of a source with one spec.</summary>
internal static class ModelOf
{
    public static SpecModel Source(string source)
    {
        var compilation = SpecCompilation.Of(source);
        var tree = compilation.SyntaxTrees.Single();
        var semantics = compilation.GetSemanticModel(tree);
        var type = tree.GetRoot().DescendantNodes().OfType<TypeDeclarationSyntax>()
            .Select(declaration => semantics.GetDeclaredSymbol(declaration))
            .OfType<INamedTypeSymbol>()
            .Single(symbol => AttributeArguments.Of(symbol, AttributeNames.Kernel, default) is not null);
        var kernel = AttributeArguments.Of(type, AttributeNames.Kernel, default)!;
        return SpecParser.Parse(type, kernel, compilation, new DiagnosticSink(null), default)!;
    }

    public static AttentionSpec Spec(string source) => Source(source).Spec!;

    public static string Hash(string source) => SpecHash.Of(Spec(source));
}
