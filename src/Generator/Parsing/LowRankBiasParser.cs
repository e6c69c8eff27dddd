using KernelGen.Generator.Diagnostics;
using KernelGen.Templates.Specs;
using Microsoft.CodeAnalysis;

namespace KernelGen.Generator.Parsing;

/// <summary>Reads [LowRankBias], which is no expression but extends the dot product.</summary>
internal static class LowRankBiasParser
{
    /// <summary>The parameters of its constructor.</summary>
    public static PatternArgument[] Arguments { get; } =
        [new("rank", 1, _ => LowRankBias.LargestRank), new("perHead", 0, _ => 1), new("perSequence", 0, _ => 1)];

    /// <summary>Reads the attribute of a class; an illegal rank is reported, and the data is known all the same.</summary>
    public static LowRankBias? Parse(INamedTypeSymbol type, DiagnosticSink sink, CancellationToken cancellation)
    {
        if (AttributeArguments.Of(type, AttributeNames.LowRankBias, cancellation) is not { } attribute)
            return null;
        var values = PatternParser.Read("LowRankBias", Arguments, attribute, sink) ?? [1, 0, 0];
        return new LowRankBias(values[0], values[1] != 0, values[2] != 0);
    }
}
