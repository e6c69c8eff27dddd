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

/// <summary>From where to where the data of a spec is read in one call, for tools that make up data.</summary>
/// <param name="Arrays">The smallest and the largest index of each array that is read.</param>
/// <param name="Tensors">The largest of each of the four indices of each tensor that is read.</param>
public sealed record DataReach(
    IReadOnlyDictionary<ExprParameter, (int Min, int Max)> Arrays, IReadOnlyDictionary<ExprParameter, IReadOnlyList<int>> Tensors)
{
    /// <summary>The reach of all data.</summary>
    /// <param name="spec">The spec.</param>
    /// <param name="sizes">The call.</param>
    /// <param name="values">
    /// The smallest and the largest integer that a parameter holds (1 for true), given the largest index that was seen of it so far.
    /// </param>
    public static DataReach Of(
        AttentionSpec spec, CallSizes sizes, Func<ExprParameter, int, (int Min, int Max)> values)
    {
        var reach = new Dictionary<ExprParameter, (int Min, int Max)>();
        var tensors = new Dictionary<ExprParameter, IReadOnlyList<int>>();
        var evaluator = new Reach(sizes, parameter => values(parameter, reach.TryGetValue(parameter, out var known) ? known.Max : 0));
        // Inner indices before the outer ones that depend on them.
        foreach (var read in new[] { spec.Mask, spec.Score, spec.SinkLogit }.OfType<Expr>().Select(ExprSimplifier.Simplify).SelectMany(expr => expr.All())
            .Reverse())
        {
            if (read is DataLoad load)
            {
                var index = evaluator.Int(load.Index);
                reach[load.Parameter] = reach.TryGetValue(load.Parameter, out var known)
                    ? (Math.Min(known.Min, index.Min), Math.Max(known.Max, index.Max))
                    : (index.Min, index.Max);
            }
            else if (read is TensorLoad element)
            {
                int[] last = [.. element.Indices.Select(index => evaluator.Int(index).Max)];
                tensors[element.Parameter] = tensors.TryGetValue(element.Parameter, out var known) ? [.. last.Zip(known, Math.Max)] : last;
            }
        }
        if (spec.LowRankBias is { } bias)
        {
            reach[LowRankBias.QueryFactors] = (0, bias.Count(sizes.Batch, sizes.Heads, sizes.QueryLength) - 1);
            reach[LowRankBias.KeyFactors] = (0, bias.Count(sizes.Batch, sizes.KeyHeads, sizes.KeyLength) - 1);
        }
        return new DataReach(reach, tensors);
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
