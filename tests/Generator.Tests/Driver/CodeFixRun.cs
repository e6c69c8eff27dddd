using KernelGen.Generator.Diagnostics;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeActions;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Diagnostics;

namespace KernelGen.Generator.Tests.Driver;

/// <summary>Applies the fix that a provider offers for a diagnostic.</summary>
internal static class CodeFixRun
{
    public static async Task<string> ApplyAsync(CodeFixProvider provider, string id, string source)
    {
        using var workspace = new AdhocWorkspace();
        var document = Document(workspace, source);
        var compilation = (await document.Project.GetCompilationAsync(TestContext.Current.CancellationToken))!;
        var diagnostics = await compilation.WithAnalyzers([new SpecAnalyzer()])
            .GetAnalyzerDiagnosticsAsync(TestContext.Current.CancellationToken);
        var actions = new List<CodeAction>();
        await provider.RegisterCodeFixesAsync(new CodeFixContext(
            document, diagnostics.Single(diagnostic => diagnostic.Id == id), (action, _) => actions.Add(action),
            TestContext.Current.CancellationToken));
        return actions.Count == 0 ? "no fix" : await ApplyAsync(document, actions.Single());
    }

    private static async Task<string> ApplyAsync(Document document, CodeAction action)
    {
        var operations = await action.GetOperationsAsync(TestContext.Current.CancellationToken);
        var changed = operations.OfType<ApplyChangesOperation>().Single().ChangedSolution.GetDocument(document.Id)!;
        return (await changed.GetTextAsync(TestContext.Current.CancellationToken)).ToString();
    }

    private static Document Document(AdhocWorkspace workspace, string source)
    {
        var like = SpecCompilation.Of(source);
        return workspace.AddProject("Specs", LanguageNames.CSharp)
            .WithMetadataReferences(like.References)
            .WithCompilationOptions(like.Options.WithGeneralDiagnosticOption(ReportDiagnostic.Default))
            .WithParseOptions(SpecCompilation.ParseOptions())
            .AddDocument(SpecCompilation.Path, source, filePath: SpecCompilation.Path);
    }
}
