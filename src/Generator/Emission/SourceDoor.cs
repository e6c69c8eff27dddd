using System.Text;
using KernelGen.Generator.Diagnostics;
using KernelGen.Generator.Model;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Text;

namespace KernelGen.Generator.Emission;

/// <summary>The one door through which source leaves the generator: LF, UTF-8, and never an exception.</summary>
internal static class SourceDoor
{
    /// <summary>Emits a file; when that fails, reports KG0001 and emits the fallback, so that one bad spec doesn't lose all output.</summary>
    public static void Emit(SourceProductionContext context, SpecType type, string suffix, Func<string> emit, Func<string, string> fallback)
    {
        var text = TextOrFallback(type, emit, fallback, context.ReportDiagnostic);
        context.AddSource(HintNames.Of(type, suffix), SourceText.From(text, Encoding.UTF8, SourceHashAlgorithm.Sha256));
    }

    /// <summary>The text to add.</summary>
    public static string TextOrFallback(SpecType type, Func<string> emit, Func<string, string> fallback, Action<Diagnostic> report)
    {
        string text;
        try
        {
            text = emit();
        }
        catch (Exception failure) when (failure is not OperationCanceledException)
        {
            var what = $"{failure.GetType().Name}: {OneLine(failure.Message)}";
            report(Diagnostic.Create(Descriptors.InternalError, Location.None, type.FullName, what));
            text = fallback($"{DiagnosticIds.InternalError}: the generator failed on '{type.FullName}': {what}");
        }
        return text.Replace("\r\n", "\n");
    }

    private static string OneLine(string text) => text.Replace("\r", "").Replace('\n', ' ');
}
