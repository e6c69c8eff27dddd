using System.Collections.Immutable;
using System.Globalization;
using Microsoft.CodeAnalysis;

namespace KernelGen.Generator.Diagnostics;

/// <summary>
/// Takes what the parser finds wrong. The analyzer passes it on with real locations; the generator only needs to know whether there was
/// an error, so no location ever reaches its models.
/// </summary>
internal sealed class DiagnosticSink(Action<Diagnostic>? report)
{
    /// <summary>Whether somebody reads more than the first error; otherwise advice need not be sought.</summary>
    public bool WantsAll => report is not null;

    /// <summary>The first error as text, or null when there was none.</summary>
    public string? FirstError { get; private set; }

    /// <summary>Reports a diagnostic.</summary>
    public void Report(DiagnosticDescriptor descriptor, Location at, params object[] arguments)
        => Report(descriptor, at, ImmutableDictionary<string, string?>.Empty, arguments);

    /// <summary>Reports a diagnostic whose code fix writes <paramref name="nearest"/> in place of the argument at its location.</summary>
    public void ReportNearest(DiagnosticDescriptor descriptor, Location at, int nearest, params object[] arguments)
        => Report(descriptor, at, ImmutableDictionary<string, string?>.Empty.Add(DiagnosticProperties.Nearest, Text(nearest)), arguments);

    /// <summary>Reports a diagnostic with properties for its code fix.</summary>
    public void Report(
        DiagnosticDescriptor descriptor, Location at, ImmutableDictionary<string, string?> properties, params object[] arguments)
    {
        var texts = arguments.Select(argument => Convert.ToString(argument, CultureInfo.InvariantCulture)).ToArray<object>();
        var diagnostic = Diagnostic.Create(descriptor, at, properties, texts);
        if (descriptor.DefaultSeverity == DiagnosticSeverity.Error)
            FirstError ??= $"{descriptor.Id}: {diagnostic.GetMessage(CultureInfo.InvariantCulture)}";
        report?.Invoke(diagnostic);
    }

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}
