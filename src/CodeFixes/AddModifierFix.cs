using System.Collections.Immutable;
using System.Composition;
using KernelGen.Generator.Diagnostics;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeActions;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Editing;

namespace KernelGen.CodeFixes;

/// <summary>Adds <c>partial</c> or <c>static</c> to the declaration whose name the diagnostic marks.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(AddModifierFix))]
[Shared]
public sealed class AddModifierFix : CodeFixProvider
{
    /// <inheritdoc/>
    public override ImmutableArray<string> FixableDiagnosticIds { get; } =
        [DiagnosticIds.NotPartial, DiagnosticIds.NotStatic, DiagnosticIds.ContainingTypeNotPartial];

    /// <inheritdoc/>
    public override FixAllProvider GetFixAllProvider() => WellKnownFixAllProviders.BatchFixer;

    /// <inheritdoc/>
    public override async Task RegisterCodeFixesAsync(CodeFixContext context)
    {
        var root = await context.Document.GetSyntaxRootAsync(context.CancellationToken).ConfigureAwait(false);
        foreach (var diagnostic in context.Diagnostics)
        {
            var declaration = root?.FindToken(diagnostic.Location.SourceSpan.Start).Parent?.FirstAncestorOrSelf<TypeDeclarationSyntax>();
            // A record cannot be static, whatever modifiers it gets.
            if (declaration is null || (diagnostic.Id == DiagnosticIds.NotStatic && declaration is not ClassDeclarationSyntax))
                continue;
            var modifier = diagnostic.Id == DiagnosticIds.NotStatic ? "static" : "partial";
            var title = $"Make '{declaration.Identifier.ValueText}' {modifier}";
            context.RegisterCodeFix(
                CodeAction.Create(title, cancellation => AddAsync(context.Document, declaration, modifier, cancellation), title), diagnostic);
        }
    }

    private static async Task<Document> AddAsync(
        Document document, TypeDeclarationSyntax declaration, string modifier, CancellationToken cancellation)
    {
        var editor = await DocumentEditor.CreateAsync(document, cancellation).ConfigureAwait(false);
        editor.ReplaceNode(declaration, modifier == "static" ? WithStatic(declaration) : WithPartial(declaration));
        return editor.GetChangedDocument();
    }

    private static TypeDeclarationSyntax WithPartial(TypeDeclarationSyntax declaration)
        => Insert(declaration, declaration.Modifiers.Count, SyntaxKind.PartialKeyword);

    /// <summary>
    /// After the accessibility and before everything else, so that <c>partial</c> stays last, as C# demands. A static class is sealed and
    /// abstract, and must not say so.
    /// </summary>
    private static TypeDeclarationSyntax WithStatic(TypeDeclarationSyntax declaration)
    {
        declaration = Without(Without(declaration, SyntaxKind.SealedKeyword), SyntaxKind.AbstractKeyword);
        var accessibility = declaration.Modifiers.IndexOf(SyntaxKind.PublicKeyword);
        foreach (var kind in new[] { SyntaxKind.InternalKeyword, SyntaxKind.PrivateKeyword, SyntaxKind.ProtectedKeyword })
            accessibility = Math.Max(accessibility, declaration.Modifiers.IndexOf(kind));
        return Insert(declaration, accessibility + 1, SyntaxKind.StaticKeyword);
    }

    /// <summary>Removes a modifier; what stood before it goes to what now stands there.</summary>
    private static TypeDeclarationSyntax Without(TypeDeclarationSyntax declaration, SyntaxKind kind)
    {
        var index = declaration.Modifiers.IndexOf(kind);
        if (index < 0)
            return declaration;
        var trivia = declaration.Modifiers[index].LeadingTrivia;
        declaration = declaration.WithModifiers(declaration.Modifiers.RemoveAt(index));
        var next = index < declaration.Modifiers.Count ? declaration.Modifiers[index] : declaration.Keyword;
        return declaration.ReplaceToken(next, next.WithLeadingTrivia(trivia));
    }

    /// <summary>Inserts a modifier; what stood before the declaration (comments, indentation) stays before it.</summary>
    private static TypeDeclarationSyntax Insert(TypeDeclarationSyntax declaration, int index, SyntaxKind kind)
    {
        var modifier = SyntaxFactory.Token(kind).WithTrailingTrivia(SyntaxFactory.Space);
        if (index == 0)
        {
            var first = declaration.Modifiers.Count > 0 ? declaration.Modifiers[0] : declaration.Keyword;
            modifier = modifier.WithLeadingTrivia(first.LeadingTrivia);
            declaration = declaration.ReplaceToken(first, first.WithLeadingTrivia());
        }
        return declaration.WithModifiers(declaration.Modifiers.Insert(index, modifier));
    }
}
