using KernelGen.Generator.Diagnostics;
using KernelGen.Generator.Lowering;
using Microsoft.CodeAnalysis;

namespace KernelGen.Generator.Parsing;

/// <summary>Reads [Causal], [SlidingWindow] and [AttentionSink]; the patterns of the library join them.</summary>
internal static class MaskParser
{
    // Positions are below 2^30 in magnitude, so q - left and q + right never wrap.
    private const int LargestSide = (1 << 30) - 1;
    private const int Unbounded = -1;

    /// <summary>The mask that attributes declare; what is wrong is reported and left out.</summary>
    public static MaskDeclaration Parse(
        INamedTypeSymbol type, DeclaredPatterns patterns, DiagnosticSink sink, CancellationToken cancellation)
    {
        var isCausal = AttributeArguments.Of(type, AttributeNames.Causal, cancellation) is not null;
        return new MaskDeclaration(
            isCausal,
            AttributeArguments.Of(type, AttributeNames.SlidingWindow, cancellation) is { } window ? Window(window, isCausal, sink) : null,
            AttributeArguments.Of(type, AttributeNames.Sink, cancellation) is { } sinkKeys ? SinkCount(sinkKeys, sink) : null,
            [.. patterns.Of(PatternKind.Constraint)],
            [.. patterns.Of(PatternKind.Reach)]);
    }

    private static Window? Window(AttributeArguments window, bool isCausal, DiagnosticSink sink)
    {
        var left = window.Positional(0, Unbounded);
        var right = window.Positional(1, 0);
        if (!CheckSide(window, 0, "left", left, sink) | !CheckSide(window, 1, "right", right, sink))
            return null;
        if (left == Unbounded && right == Unbounded)
            sink.Report(Descriptors.WindowUnbounded, window.NameLocation);
        else if (isCausal && right != 0)
            sink.ReportNearest(
                Descriptors.CausalCutsWindow, window.LocationOf(1, "right"), 0, right == Unbounded ? "without bound" : $"{right} keys");
        return new Window(left == Unbounded ? null : left, right == Unbounded ? null : right);
    }

    private static bool CheckSide(AttributeArguments window, int index, string side, int given, DiagnosticSink sink)
    {
        if (given is >= Unbounded and <= LargestSide)
            return true;
        sink.ReportNearest(Descriptors.WindowSize, window.LocationOf(index, side), Unbounded, side, given, Unbounded);
        return false;
    }

    private static int? SinkCount(AttributeArguments attribute, DiagnosticSink sink)
    {
        var count = attribute.Positional(0, 1);
        if (count >= 1)
            return count;
        sink.ReportNearest(Descriptors.SinkCount, attribute.LocationOf(0, "count"), 1, count);
        return null;
    }
}
