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

/// <summary>Writes the nearest legal value, which the diagnostic carries, in place of an attribute's argument; adds a missing HeadDim.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(NearestValueFix))]
[Shared]
public sealed class NearestValueFix : CodeFixProvider
{
    /// <inheritdoc/>
    public override ImmutableArray<string> FixableDiagnosticIds { get; } =
    [
        DiagnosticIds.HeadDim, DiagnosticIds.ValueHeadDim, DiagnosticIds.Softcap, DiagnosticIds.WindowSize, DiagnosticIds.SinkCount,
        DiagnosticIds.CausalCutsWindow, DiagnosticIds.PatternArgument, DiagnosticIds.QueryTile, DiagnosticIds.KeyTile, DiagnosticIds.TileTooLarge,
    ];

    /// <inheritdoc/>
    public override FixAllProvider GetFixAllProvider() => WellKnownFixAllProviders.BatchFixer;

    /// <inheritdoc/>
    public override async Task RegisterCodeFixesAsync(CodeFixContext context)
    {
        var root = await context.Document.GetSyntaxRootAsync(context.CancellationToken).ConfigureAwait(false);
        foreach (var diagnostic in context.Diagnostics)
        {
            var node = root?.FindNode(diagnostic.Location.SourceSpan, getInnermostNodeForTie: true);
            if (node?.FirstAncestorOrSelf<AttributeSyntax>() is not { } attribute || Replacement(attribute, node, diagnostic) is not { } fixedOne)
                continue;
            var title = $"Write [{fixedOne}]";
            context.RegisterCodeFix(
                CodeAction.Create(title, cancellation => ReplaceAsync(context.Document, attribute, fixedOne, cancellation), diagnostic.Id),
                diagnostic);
        }
    }

    private static AttributeSyntax? Replacement(AttributeSyntax attribute, SyntaxNode at, Diagnostic diagnostic)
    {
        if (diagnostic.Properties.TryGetValue(DiagnosticProperties.Nearest, out var nearest) && nearest is not null)
        {
            return at.FirstAncestorOrSelf<AttributeArgumentSyntax>() is { } argument
                ? attribute.ReplaceNode(argument.Expression, Value(nearest))
                : diagnostic.Id == DiagnosticIds.HeadDim ? SetNamed(attribute, "HeadDim", nearest) : null;
        }
        if (diagnostic.Properties.TryGetValue(DiagnosticProperties.NearestQueryTile, out var query) && query is not null)
            attribute = SetNamed(attribute, "Query", query);
        if (diagnostic.Properties.TryGetValue(DiagnosticProperties.NearestKeyTile, out var key) && key is not null)
            attribute = SetNamed(attribute, "Key", key);
        return attribute;
    }

    /// <summary>Sets a named argument, first in the list when it is not there yet.</summary>
    private static AttributeSyntax SetNamed(AttributeSyntax attribute, string name, string value)
    {
        var arguments = attribute.ArgumentList ?? SyntaxFactory.AttributeArgumentList();
        var old = arguments.Arguments.FirstOrDefault(argument => argument.NameEquals?.Name.Identifier.ValueText == name);
        if (old is not null)
            return attribute.ReplaceNode(old.Expression, Value(value));
        var added = SyntaxFactory.AttributeArgument(Value(value)).WithNameEquals(
            SyntaxFactory.NameEquals(
                SyntaxFactory.IdentifierName(name).WithTrailingTrivia(SyntaxFactory.Space),
                SyntaxFactory.Token(SyntaxKind.EqualsToken).WithTrailingTrivia(SyntaxFactory.Space)));
        var all = arguments.Arguments.Insert(0, added);
        var separators = Enumerable.Repeat(SyntaxFactory.Token(SyntaxKind.CommaToken).WithTrailingTrivia(SyntaxFactory.Space), all.Count - 1);
        return attribute.WithArgumentList(arguments.WithArguments(SyntaxFactory.SeparatedList(all, separators)));
    }

    private static ExpressionSyntax Value(string number) => SyntaxFactory.ParseExpression(number);

    private static async Task<Document> ReplaceAsync(
        Document document, AttributeSyntax attribute, AttributeSyntax replacement, CancellationToken cancellation)
    {
        var editor = await DocumentEditor.CreateAsync(document, cancellation).ConfigureAwait(false);
        editor.ReplaceNode(attribute, replacement);
        return editor.GetChangedDocument();
    }
}
