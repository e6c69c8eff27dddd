using KernelGen.Generator.Diagnostics;
using KernelGen.Templates.Expressions;
using KernelGen.Templates.Specs;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace KernelGen.Generator.Lowering;

/// <summary>What the methods with [Mask] and [Score] of a class say.</summary>
/// <param name="Masks">Constraints.</param>
/// <param name="Score">The score function.</param>
/// <param name="Data">All data parameters, in the order of declaration.</param>
internal sealed record Predicates(IReadOnlyList<Expr> Masks, Expr? Score, DataList Data);

/// <summary>Methods with [Mask] and [Score] to expressions.</summary>
internal static class PredicateLowering
{
    /// <summary>Lowers the methods of a class; what is wrong is reported and left out.</summary>
    public static Predicates Lower(
        INamedTypeSymbol type, CSharpCompilation compilation, DiagnosticSink sink, CancellationToken cancellation)
    {
        var masks = new List<Expr>();
        Expr? score = null;
        var data = new List<ExprParameter>();
        foreach (var method in PredicateMethod.Of(type))
        {
            try
            {
                method.ReadSignature(cancellation);
                AddData(data, method);
                if (method.IsScore && score is not null)
                    throw new NotLowerableException(Descriptors.SeveralScores, method.Symbol.Locations[0], method.Symbol.Name, type.Name);
                var body = new StatementLowering(compilation, type, cancellation)
                    .Inline(method.Symbol, method.Scope, method.Symbol.Locations[0]);
                if (method.IsScore)
                    score = body;
                else
                    masks.Add(body);
            }
            catch (NotLowerableException fault)
            {
                fault.Report(sink);
            }
        }
        return new Predicates(masks, score, new DataList(data));
    }

    private static void AddData(List<ExprParameter> data, PredicateMethod method)
    {
        foreach (var (parameter, at) in method.Data)
        {
            var known = data.Find(candidate => candidate.Name == parameter.Name);
            if (known is null)
                data.Add(parameter);
            else if (known != parameter)
                throw new NotLowerableException(Descriptors.DataParameterName, at, parameter.Name, $"another method has it as '{known}'");
        }
    }
}
