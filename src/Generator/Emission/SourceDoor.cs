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
    /// <param name="context">Takes the file.</param>
    /// <param name="type">The class of the spec.</param>
    /// <param name="suffix">How the file's name ends.</param>
    /// <param name="failure">How a step before failed; null when none did.</param>
    /// <param name="emit">Writes the file.</param>
    /// <param name="fallback">Writes one whose members throw, with the reason.</param>
    public static void Emit(
        SourceProductionContext context, SpecType type, string suffix, string? failure, Func<string> emit, Func<string, string> fallback)
    {
        var text = TextOrFallback(type, failure, emit, fallback, context.ReportDiagnostic);
        context.AddSource(HintNames.Of(type, suffix), SourceText.From(text, Encoding.UTF8, SourceHashAlgorithm.Sha256));
    }

    /// <summary>The text to add.</summary>
    public static string TextOrFallback(
        SpecType type, string? failure, Func<string> emit, Func<string, string> fallback, Action<Diagnostic> report)
    {
        var text = failure is null ? InternalFailure.Guard(emit, Fail) : Fail(failure);
        return text.Replace("\r\n", "\n");

        string Fail(string what)
        {
            report(Diagnostic.Create(Descriptors.InternalError, Location.None, type.FullName, what));
            return fallback(InternalFailure.Problem(type.FullName, what));
        }
    }
}
