using System.Collections.Immutable;
using System.Globalization;
using KernelGen.Generator.Diagnostics;
using KernelGen.Generator.Lowering;
using KernelGen.Templates.Analysis;
using KernelGen.Templates.Cpu;
using KernelGen.Templates.Expressions;
using KernelGen.Templates.Specs;
using Microsoft.CodeAnalysis;

namespace KernelGen.Generator.Parsing;

/// <summary>What can only be judged of a whole spec.</summary>
internal static class SpecChecks
{
    /// <summary>Reports what is wrong with a spec whose parts are each legal.</summary>
    public static void Check(
        AttentionSpec spec, INamedTypeSymbol type, AttributeArguments kernel, DiagnosticSink sink, CancellationToken cancellation)
    {
        if (ExprSize.IsUnreadable(spec.Mask))
        {
            sink.Report(Descriptors.PredicateTooLarge, kernel.NameLocation);
            return;
        }
        CheckMask(spec, type.Name, kernel.NameLocation, sink);
        if (AttributeArguments.Of(type, AttributeNames.Tile, cancellation) is { } tile)
            CheckTile(spec, tile.NameLocation, sink);
    }

    /// <summary>Reports a mask that is proven to allow nothing, whatever the lengths are.</summary>
    public static void CheckMask(AttentionSpec spec, string name, Location at, DiagnosticSink sink)
    {
        if (MaskFacts.NeverAllows(spec.Mask))
            sink.Report(Descriptors.MaskAllowsNothing, at, name, ScalarCSharp.Print(spec.Mask));
    }

    private static void CheckTile(AttentionSpec spec, Location at, DiagnosticSink sink)
    {
        if (CpuConfigSpace.Defaults(spec).Count > 0)
            return;
        var nearest = NearestFitting(spec);
        var properties = ImmutableDictionary<string, string?>.Empty;
        if (spec.PinnedQueryTile > 0)
            properties = properties.Add(DiagnosticProperties.NearestQueryTile, Text(nearest.PinnedQueryTile));
        if (spec.PinnedKeyTile > 0)
            properties = properties.Add(DiagnosticProperties.NearestKeyTile, Text(nearest.PinnedKeyTile));
        sink.Report(Descriptors.TileTooLarge, at, properties, Describe(spec), WhyNot(spec), Describe(nearest));
    }

    /// <summary>The legal spec with the most of the pinned tile kept: the larger side shrinks first.</summary>
    private static AttentionSpec NearestFitting(AttentionSpec spec)
    {
        var queryStep = CpuMicroTile.Of(512).Rows;
        var keyStep = CpuLayout.WidestPanel;
        while (CpuConfigSpace.Defaults(spec).Count == 0 && (spec.PinnedQueryTile > queryStep || spec.PinnedKeyTile > keyStep))
        {
            spec = spec.PinnedKeyTile > keyStep && (spec.PinnedKeyTile >= spec.PinnedQueryTile || spec.PinnedQueryTile <= queryStep)
                ? spec with { PinnedKeyTile = spec.PinnedKeyTile - keyStep }
                : spec with { PinnedQueryTile = spec.PinnedQueryTile - queryStep };
        }
        return spec;
    }

    private static string WhyNot(AttentionSpec spec)
    {
        // A side that is not pinned could be the smallest; if even that does not fit, its reason is the reason.
        var query = spec.PinnedQueryTile > 0 ? spec.PinnedQueryTile : CpuMicroTile.Of(512).Rows;
        var key = spec.PinnedKeyTile > 0 ? spec.PinnedKeyTile : CpuLayout.WidestPanel;
        return CpuConfigSpace.VectorWidths
            .Select(bits => CpuFeasibility.WhyNot(spec, new CpuConfig(bits, query, key)))
            .FirstOrDefault(why => why is not null) ?? "no tile that the generator emits by default fits beside it";
    }

    private static string Describe(AttentionSpec spec)
    {
        var parts = new List<string>();
        if (spec.PinnedQueryTile > 0)
            parts.Add($"Query = {Text(spec.PinnedQueryTile)}");
        if (spec.PinnedKeyTile > 0)
            parts.Add($"Key = {Text(spec.PinnedKeyTile)}");
        return string.Join(", ", parts);
    }

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}
