using KernelGen.Planning;
using KernelGen.Templates.Expressions;
using KernelGen.Templates.Specs;

namespace KernelGen.Templates.Analysis;

/// <summary>Sizes of a call, for questions about its data.</summary>
/// <param name="QueryOffset">The position of query row 0.</param>
/// <param name="QueryLength">Nq.</param>
/// <param name="KeyLength">Nk.</param>
/// <param name="Batch">Sequences.</param>
/// <param name="Heads">Query heads.</param>
/// <param name="KeyHeads">Key heads.</param>
public sealed record CallSizes(int QueryOffset, int QueryLength, int KeyLength, int Batch, int Heads, int KeyHeads);

/// <summary>From where to where the arrays of a spec are read in one call, for tools that make up data.</summary>
public static class DataReach
{
    /// <summary>The smallest and the largest index of each array that is read.</summary>
    /// <param name="spec">The spec.</param>
    /// <param name="sizes">The call.</param>
    /// <param name="values">
    /// The smallest and the largest integer that a parameter holds (1 for true), given the largest index that was seen of it so far.
    /// </param>
    public static IReadOnlyDictionary<ExprParameter, (int Min, int Max)> Of(
        AttentionSpec spec, CallSizes sizes, Func<ExprParameter, int, (int Min, int Max)> values)
    {
        var reach = new Dictionary<ExprParameter, (int Min, int Max)>();
        var evaluator = new Reach(sizes, parameter => values(parameter, reach.TryGetValue(parameter, out var known) ? known.Max : 0));
        // Inner indices before the outer ones that depend on them.
        foreach (var load in new[] { spec.Mask, spec.Score, spec.SinkLogit }.OfType<Expr>().Select(ExprSimplifier.Simplify).SelectMany(expr => expr.All())
            .OfType<DataLoad>().Reverse())
        {
            var index = evaluator.Int(load.Index);
            reach[load.Parameter] = reach.TryGetValue(load.Parameter, out var known)
                ? (Math.Min(known.Min, index.Min), Math.Max(known.Max, index.Max))
                : (index.Min, index.Max);
        }
        if (spec.LowRankBias is { } bias)
        {
            reach[LowRankBias.QueryFactors] = (0, bias.Count(sizes.Batch, sizes.Heads, sizes.QueryLength) - 1);
            reach[LowRankBias.KeyFactors] = (0, bias.Count(sizes.Batch, sizes.KeyHeads, sizes.KeyLength) - 1);
        }
        return reach;
    }

    private sealed class Reach(CallSizes sizes, Func<ExprParameter, (int Min, int Max)> values) : IntervalEvaluator(
        new Interval(sizes.QueryOffset, sizes.QueryOffset + sizes.QueryLength - 1), new Interval(0, sizes.KeyLength - 1),
        variable => Range(variable, sizes))
    {
        public override Interval Int(Expr expr) => Parameter(expr) is { } parameter ? Values(parameter) : base.Int(expr);

        public override Truth Bool(Expr expr)
            => Parameter(expr) is not { } parameter ? base.Bool(expr)
                : Values(parameter) is var range && range.Min == range.Max ? Kleene.Known(range.Min != 0)
                : Truth.Unknown;

        private Interval Values(ExprParameter parameter)
        {
            var (min, max) = values(parameter);
            return new Interval(min, max);
        }

        private static ExprParameter? Parameter(Expr expr) => expr switch
        {
            DataLoad load => load.Parameter,
            DataScalar scalar => scalar.Parameter,
            _ => null,
        };

        private static Interval Range(ExprVariable variable, CallSizes sizes) => variable switch
        {
            ExprVariable.QueryLength => sizes.QueryLength,
            ExprVariable.KeyLength => sizes.KeyLength,
            ExprVariable.QueryOffset => sizes.QueryOffset,
            ExprVariable.Batch => new Interval(0, sizes.Batch - 1),
            ExprVariable.Head => new Interval(0, sizes.Heads - 1),
            ExprVariable.QueryHeads => sizes.Heads,
            _ => new Interval(0, sizes.KeyHeads - 1),
        };
    }
}
