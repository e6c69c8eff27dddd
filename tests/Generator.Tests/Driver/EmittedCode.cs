using System.Globalization;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace KernelGen.Generator.Tests.Driver;

/// <summary>Compiles what was emitted, with warnings as errors.</summary>
internal static class EmittedCode
{
    public static void ShouldCompile(this GeneratorRun run)
    {
        using var assembly = new MemoryStream();
        var result = run.Output.Emit(assembly);
        var faults = result.Diagnostics.Where(diagnostic => diagnostic.Severity >= DiagnosticSeverity.Warning).ToList();
        if (faults.Count > 0)
            Assert.Fail($"{string.Join("\n", faults)}\n\n{string.Join("\n", Guilty(faults).Select(Numbered))}");
    }

    private static IEnumerable<SyntaxTree> Guilty(IEnumerable<Diagnostic> faults)
        => faults.Select(fault => fault.Location.SourceTree).OfType<SyntaxTree>().Distinct();

    private static string Numbered(SyntaxTree tree)
        => $"{tree.FilePath}\n" + string.Join("\n", tree.ToString().Split('\n').Select((line, index) => $"{Number(index)} {line}"));

    private static string Number(int index) => (index + 1).ToString(CultureInfo.InvariantCulture).PadLeft(5);
}
