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
        foreach (var pattern in Patterns.All.Concat(Scores.All))
        {
            if (AttributeArguments.Of(type, pattern.MetadataName, cancellation) is { } attribute)
                declared.Add(new DeclaredPattern(pattern, Read(pattern.Name, pattern.Arguments, attribute, sink) is { } values ? pattern.Build(values) : null));
        }
        return new DeclaredPatterns(declared) { LowRankBias = LowRankBiasParser.Parse(type, sink, cancellation) };
    }

    /// <summary>The arguments of an attribute, a bool as 0 or 1; null when one is out of range, which is reported.</summary>
    public static int[]? Read(string name, PatternArgument[] arguments, AttributeArguments attribute, DiagnosticSink sink)
    {
        var values = arguments.Select((argument, index)
            => argument.Default is { } ordinary ? attribute.Named(argument.Name, ordinary) : Value(attribute, index, argument.Min)).ToArray();
        var isLegal = true;
        for (var i = 0; i < values.Length; i++)
            isLegal &= Check(name, arguments[i], i, values, attribute, sink);
        return isLegal ? values : null;
    }

    // A bool is 0 or 1; what is no constant is a compiler error and reads as a legal value.
    private static int Value(AttributeArguments attribute, int index, int fallback)
        => attribute.Positional(index, false) ? 1 : attribute.Positional(index, fallback);

    private static bool Check(
        string name, PatternArgument argument, int index, int[] values, AttributeArguments attribute, DiagnosticSink sink)
    {
        var given = values[index];
        var max = argument.Max(values);
        if (given >= argument.Min && given <= max)
            return true;
        var nearest = given < argument.Min ? argument.Min : max;
        sink.ReportNearest(
            Descriptors.PatternArgument, argument.Default is null ? attribute.LocationOf(index, argument.Name) : attribute.LocationOf(argument.Name), nearest,
            name, argument.Name, given, argument.Min, max, nearest);
        return false;
    }
}
