using KernelGen.Generator.Diagnostics;
using Microsoft.CodeAnalysis;

namespace KernelGen.Generator.Parsing;

/// <summary>Reads the attributes of the pattern library.</summary>
internal static class PatternParser
{
    /// <summary>Those that a class has; what is wrong is reported and left out.</summary>
    public static DeclaredPatterns Parse(INamedTypeSymbol type, DiagnosticSink sink, CancellationToken cancellation)
    {
        var declared = new List<DeclaredPattern>();
        foreach (var pattern in Patterns.All)
        {
            if (AttributeArguments.Of(type, pattern.MetadataName, cancellation) is { } attribute)
                declared.Add(new DeclaredPattern(pattern, Read(pattern, attribute, sink) is { } values ? pattern.Build(values) : null));
        }
        return new DeclaredPatterns(declared);
    }

    private static int[]? Read(Pattern pattern, AttributeArguments attribute, DiagnosticSink sink)
    {
        var values = pattern.Arguments.Select((argument, index)
            => argument.Default is { } ordinary ? attribute.Named(argument.Name, ordinary) : Value(attribute, index, argument.Min)).ToArray();
        var isLegal = true;
        for (var i = 0; i < values.Length; i++)
            isLegal &= Check(pattern, i, values, attribute, sink);
        return isLegal ? values : null;
    }

    // A bool is 0 or 1; what is no constant is a compiler error and reads as a legal value.
    private static int Value(AttributeArguments attribute, int index, int fallback)
        => attribute.Positional(index, false) ? 1 : attribute.Positional(index, fallback);

    private static bool Check(Pattern pattern, int index, int[] values, AttributeArguments attribute, DiagnosticSink sink)
    {
        var (argument, given) = (pattern.Arguments[index], values[index]);
        var max = argument.Max(values);
        if (given >= argument.Min && given <= max)
            return true;
        var nearest = given < argument.Min ? argument.Min : max;
        sink.ReportNearest(
            Descriptors.PatternArgument, argument.Default is null ? attribute.LocationOf(index, argument.Name) : attribute.LocationOf(argument.Name), nearest,
            pattern.Name, argument.Name, given, argument.Min, max, nearest);
        return false;
    }
}
