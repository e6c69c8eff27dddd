using KernelGen.Generator.Diagnostics;
using KernelGen.Generator.Lowering;
using KernelGen.Generator.Model;
using KernelGen.Templates.Expressions;
using KernelGen.Templates.Specs;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace KernelGen.Generator.Parsing;

/// <summary>Attributes and symbols in, <see cref="SpecModel"/> out. Generator and analyzer both run it; they differ in the sink.</summary>
internal static class SpecParser
{
    /// <summary>Parses the spec that a class declares; null when nothing can be added to the class.</summary>
    public static SpecModel? Parse(
        INamedTypeSymbol type, AttributeArguments kernel, CSharpCompilation compilation, DiagnosticSink sink, CancellationToken cancellation)
    {
        var specType = DeclarationParser.Parse(type, kernel, sink);
        ProjectChecks.Check(type, kernel, compilation, sink);
        var shape = KernelAttributeParser.Parse(kernel, sink);
        var onnx = OnnxParser.Parse(type, shape.Precision, sink, cancellation);
        var patterns = PatternParser.Parse(type, sink, cancellation);
        patterns = onnx?.AddTo(patterns) ?? patterns;
        var predicates = PredicateLowering.Lower(type, patterns, compilation, sink, cancellation);
        var mask = MaskLowering.Lower(MaskParser.Parse(type, patterns, sink, cancellation), predicates.Masks.Select(one => one.Expr));
        if (onnx is not null)
        {
            onnx.Check(predicates.Data, type.Name, sink);
            mask = onnx.Place(mask);
            predicates = predicates with { Score = predicates.Score is { } score ? onnx.Place(score) : null };
        }
        var tile = TileParser.Parse(type, mask, sink, cancellation);
        var spec = sink.FirstError is null ? Spec(shape, mask, predicates, patterns, tile) : null;
        if (spec is not null)
        {
            SpecChecks.Check(spec, type, kernel, sink, cancellation);
            if (sink.WantsAll && sink.FirstError is null)
                MaskAdvice.Report(spec.Mask, predicates.Masks, kernel.NameLocation, sink);
        }
        return specType is null ? null : new SpecModel
        {
            Type = specType,
            Precision = shape.Precision,
            WritesLse = shape.WritesLse,
            Data = predicates.Data,
            Onnx = onnx?.Model,
            Spec = sink.FirstError is null ? spec : null,
            Problem = sink.FirstError,
        };
    }

    private static AttentionSpec Spec(
        KernelArguments shape, Expr mask, Predicates predicates, DeclaredPatterns patterns, PinnedTile tile) => new()
    {
        HeadDim = shape.HeadDim,
        ValueHeadDim = shape.ValueHeadDim,
        Precision = shape.Precision,
        AllowTensorFloat32 = shape.AllowTensorFloat32,
        Scale = shape.Scale,
        Softcap = shape.Softcap,
        Alignment = shape.Alignment,
        WritesLse = shape.WritesLse,
        Mask = mask,
        Score = predicates.Score,
        SinkLogit = patterns.SinkLogit,
        LowRankBias = patterns.LowRankBias,
        Data = predicates.Data,
        PinnedQueryTile = tile.Query,
        PinnedKeyTile = tile.Key,
    };
}
