using KernelGen.Generator.Diagnostics;
using KernelGen.Generator.Model;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace KernelGen.Generator.Parsing;

/// <summary>The class that declares a spec: whether a partial declaration can be added to it, and how.</summary>
internal static class DeclarationParser
{
    private static readonly SymbolDisplayFormat NamespaceFormat = new(
        typeQualificationStyle: SymbolDisplayTypeQualificationStyle.NameAndContainingTypesAndNamespaces,
        miscellaneousOptions: SymbolDisplayMiscellaneousOptions.EscapeKeywordIdentifiers);

    // What SurfaceMembers, SurfaceOnnx and SpecFile call their members.
    private static readonly string[] Emitted = ["Forward", "Reference", "Explain", "Run", "Compiled"];

    /// <summary>Reads the declaration; null, with diagnostics, when nothing can be added to it.</summary>
    public static SpecType? Parse(INamedTypeSymbol type, AttributeArguments kernel, DiagnosticSink sink)
    {
        if (kernel.Declaration is not { } declaration)
            return null;
        var legal = CheckModifiers(type, declaration, sink);
        legal &= CheckGeneric(declaration, sink);
        legal &= CheckFileLocal(type, declaration, sink);
        legal &= CheckNames(type, declaration, sink);
        var containing = new List<ContainingType>();
        foreach (var around in declaration.Ancestors().OfType<TypeDeclarationSyntax>())
        {
            legal &= CheckGeneric(around, sink) & CheckContaining(around, type, sink);
            containing.Insert(0, new ContainingType(Keyword(around), Escape(around.Identifier)));
        }
        return legal ? new SpecType(Namespace(type), new(containing), Escape(declaration.Identifier)) : null;
    }

    private static bool CheckModifiers(INamedTypeSymbol type, TypeDeclarationSyntax declaration, DiagnosticSink sink)
    {
        var isPartial = declaration.Modifiers.Any(SyntaxKind.PartialKeyword);
        if (!isPartial)
            sink.Report(Descriptors.NotPartial, declaration.Identifier.GetLocation(), type.Name);
        if (!type.IsStatic)
            sink.Report(Descriptors.NotStatic, declaration.Identifier.GetLocation(), type.Name);
        return isPartial && type.IsStatic;
    }

    private static bool CheckGeneric(TypeDeclarationSyntax declaration, DiagnosticSink sink)
    {
        if (declaration.TypeParameterList is not { } parameters)
            return true;
        sink.Report(Descriptors.Generic, parameters.GetLocation(), declaration.Identifier.ValueText, parameters.ToString());
        return false;
    }

    private static bool CheckFileLocal(INamedTypeSymbol type, TypeDeclarationSyntax declaration, DiagnosticSink sink)
    {
        for (var around = type; around is not null; around = around.ContainingType)
        {
            if (!around.IsFileLocal)
                continue;
            sink.Report(Descriptors.FileLocal, declaration.Identifier.GetLocation(), around.Name);
            return false;
        }
        return true;
    }

    // A class cannot have a member of its own name, nor a method and something else of one name.
    private static bool CheckNames(INamedTypeSymbol type, TypeDeclarationSyntax declaration, DiagnosticSink sink)
    {
        var legal = !Emitted.Contains(type.Name);
        if (!legal)
            sink.Report(Descriptors.TakenName, declaration.Identifier.GetLocation(), type.Name, type.Name, string.Join(", ", Emitted));
        // What stands in other files may have been emitted already: the analyzer sees that, too.
        var own = type.GetMembers().Where(member => member.DeclaringSyntaxReferences.Any(at => at.SyntaxTree == declaration.SyntaxTree));
        foreach (var member in own.Where(member => member is not IMethodSymbol && Emitted.Contains(member.Name)))
        {
            sink.Report(Descriptors.TakenName, member.Locations[0], member.Name, type.Name, string.Join(", ", Emitted));
            legal = false;
        }
        return legal;
    }

    private static bool CheckContaining(TypeDeclarationSyntax around, INamedTypeSymbol type, DiagnosticSink sink)
    {
        if (around.Modifiers.Any(SyntaxKind.PartialKeyword))
            return true;
        sink.Report(
            Descriptors.ContainingTypeNotPartial, around.Identifier.GetLocation(), around.Identifier.ValueText, type.Name, Keyword(around));
        return false;
    }

    private static string Keyword(TypeDeclarationSyntax declaration)
        => declaration is RecordDeclarationSyntax record && record.ClassOrStructKeyword.ValueText is { Length: > 0 } kind
            ? $"record {kind}"
            : declaration.Keyword.ValueText;

    private static string Namespace(INamedTypeSymbol type)
        => type.ContainingNamespace.IsGlobalNamespace ? "" : type.ContainingNamespace.ToDisplayString(NamespaceFormat);

    private static string Escape(SyntaxToken identifier)
        => SyntaxFacts.GetKeywordKind(identifier.ValueText) == SyntaxKind.None ? identifier.ValueText : "@" + identifier.ValueText;
}
