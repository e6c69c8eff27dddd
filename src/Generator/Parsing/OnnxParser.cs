using KernelGen.Generator.Diagnostics;
using KernelGen.Generator.Lowering;
using KernelGen.Generator.Model;
using KernelGen.Templates.Expressions;
using KernelGen.Templates.Specs;
using Microsoft.CodeAnalysis;

namespace KernelGen.Generator.Parsing;

/// <summary>What [OnnxAttention] says.</summary>
/// <param name="Model">What it means for the members that users call.</param>
/// <param name="HasNonpad">Whether the node has nonpad_kv_seqlen.</param>
/// <param name="At">Where the attribute stands.</param>
internal sealed record OnnxDeclaration(OnnxModel Model, bool HasNonpad, Location At)
{
    /// <summary>The patterns with what the operator's inputs mask.</summary>
    public DeclaredPatterns AddTo(DeclaredPatterns patterns)
    {
        var masked = new List<Expr>();
        if (patterns.Data.Any(data => data.Parameter == TensorPatterns.BiasData))
            masked.Add(OnnxPatterns.NotExcluded());
        if (HasNonpad)
            masked.Add(OnnxPatterns.Nonpad());
        var pattern = new Pattern(AttributeNames.Short(AttributeNames.Onnx), PatternKind.Constraint, [], _ => Expr.And([.. masked]))
        {
            Data = HasNonpad ? [OnnxPatterns.NonpadData] : [],
        };
        return patterns.And(new DeclaredPattern(pattern, pattern.Build([])));
    }

    /// <summary>A mask or score as the operator means it.</summary>
    public Expr Place(Expr expr) => HasNonpad ? ExprSimplifier.Simplify(OnnxPatterns.BehindNonpad(expr)) : expr;

    /// <summary>Reports data that the operator has no input for.</summary>
    public void Check(DataList data, string name, DiagnosticSink sink)
    {
        ExprParameter[] inputs = [TensorPatterns.MaskData, TensorPatterns.BiasData, OnnxPatterns.NonpadData];
        foreach (var parameter in data.Except(inputs))
            sink.Report(Descriptors.OnnxData, At, name, parameter.Name);
    }
}

/// <summary>Reads [OnnxAttention].</summary>
internal static class OnnxParser
{
    /// <summary>
    /// Reads the attribute of a class, null when it has none, or one that the precision rules out; what else is wrong is reported and replaced by the
    /// default.
    /// </summary>
    public static OnnxDeclaration? Parse(INamedTypeSymbol type, ElementType precision, DiagnosticSink sink, CancellationToken cancellation)
    {
        if (AttributeArguments.Of(type, AttributeNames.Onnx, cancellation) is not { } onnx)
            return null;
        // Its output has the type of its inputs.
        if (precision != precision.Output())
        {
            sink.Report(Descriptors.OnnxPrecision, onnx.NameLocation, type.Name, precision, precision.Output());
            return null;
        }
        var output = onnx.Defined<OnnxQkMatmulOutput>("QkMatmulOutput", nameof(OnnxQkMatmulOutput), sink);
        return new OnnxDeclaration(new OnnxModel(output), onnx.Named("NonpadKvSeqlen", false), onnx.NameLocation);
    }
}
