using KernelGen.Generator.Diagnostics;
using KernelGen.Generator.Parsing;
using KernelGen.Templates.Expressions;
using KernelGen.Templates.Specs;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace KernelGen.Generator.Lowering;

/// <summary>What the methods with [Mask] and [Score] of a class say, its score attributes and the data of all its patterns.</summary>
/// <param name="Masks">Constraints.</param>
/// <param name="Score">The score function: attributes first, then the method, then a bias.</param>
/// <param name="Data">All data parameters: those of patterns in the order of the library, then those of methods in the order of declaration.</param>
internal sealed record Predicates(IReadOnlyList<LoweredMask> Masks, Expr? Score, DataList Data);

/// <summary>Methods with [Mask] and [Score] to expressions.</summary>
internal static class PredicateLowering
{
    /// <summary>Lowers the methods of a class; what is wrong is reported and left out.</summary>
    public static Predicates Lower(
        INamedTypeSymbol type, DeclaredPatterns patterns, CSharpCompilation compilation, DiagnosticSink sink, CancellationToken cancellation)
    {
        var masks = new List<LoweredMask>();
        var declared = patterns.Score;
        Expr? score = null;
        var data = patterns.Data.ToList();
        foreach (var method in PredicateMethod.Of(type))
        {
            try
            {
                method.ReadSignature(declared ?? Expr.Score, cancellation);
                AddData(data, method);
                if (method.IsScore && score is not null)
                    throw new NotLowerableException(Descriptors.SeveralScores, method.Symbol.Locations[0], method.Symbol.Name, type.Name);
                var lowering = new StatementLowering(compilation, type, cancellation);
                var body = lowering.Inline(method.Symbol, method.Scope, method.Symbol.Locations[0]);
                if (method.IsScore)
                    score = body;
                else
                    masks.Add(new LoweredMask(body, method.Symbol.Name, method.Symbol.Locations[0], lowering.Places));
            }
            catch (NotLowerableException fault)
            {
                fault.Report(sink);
            }
        }
        return new Predicates(masks, patterns.WithLast(score ?? declared), new DataList(data.Select(known => known.Parameter)));
    }

    private static void AddData(List<(ExprParameter Parameter, string Owner)> data, PredicateMethod method)
    {
        foreach (var (parameter, at) in method.Data)
        {
            var index = data.FindIndex(candidate => candidate.Parameter.Name == parameter.Name);
            if (index < 0)
                data.Add((parameter, "another method"));
            else if (data[index].Parameter != parameter)
                throw new NotLowerableException(
                    Descriptors.DataParameterName, at, parameter.Name, $"{data[index].Owner} has it as '{data[index].Parameter}'");
        }
    }
}
