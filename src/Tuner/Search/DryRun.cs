using KernelGen.Selection;
using KernelGen.Tuner.Specs;
using KernelGen.Tuning;

namespace KernelGen.Tuner.Search;

/// <summary>What a search would sample if every variant that was not measured yet took as long as the cost model says. Compiles no kernel and measures nothing.</summary>
internal static class DryRun
{
    /// <summary>The plan for a spec and a shape: what would be sampled, in that order, then what would not be, then what is left out.</summary>
    /// <param name="strategy">What would choose.</param>
    /// <param name="address">The spec, and where its variants would run.</param>
    /// <param name="earlier">What was measured before.</param>
    /// <param name="databasePath">Where what won for similar shapes is looked up.</param>
    /// <param name="shape">The shape.</param>
    public static IReadOnlyList<PlannedVariant> Plan(
        ISearchStrategy strategy, MeasurementAddress address, EarlierResults earlier, string databasePath, AttentionShape shape)
    {
        var space = SearchSpace.Of(address, earlier, databasePath, shape);
        var (spec, log, stored) = (address.Spec, new SampleLog(), new StoredSamples(variant => earlier.Times(variant, shape)));
        var order = Sample(strategy, space, log, stored);
        var cheapest = space.Ranked.Count == 0 ? 1 : space.Cost(space.Ranked[0]);
        return
        [
            .. order.Concat(space.Ranked.Except(order)).Select(variant => new PlannedVariant(
                spec, shape, variant, order.Contains(variant) ? order.IndexOf(variant) + 1 : null, log.Count(variant) - stored.Taken(variant),
                space.Cost(variant) / cheapest, "") { Stored = stored.Of(variant).Count }),
            .. address.Target.Candidates(spec).Select(one => (one.Variant, Why: one.WhyNot ?? FailedBefore(earlier.Failure(one.Variant, shape))))
                .Where(one => one.Why is not null).Select(one => new PlannedVariant(spec, shape, one.Variant, null, 0, null, one.Why!)),
        ];
    }

    // The variants that would be measured, in the order of their first new sample.
    private static List<string> Sample(ISearchStrategy strategy, SearchSpace space, SampleLog log, StoredSamples stored)
    {
        var (order, scale) = (new List<string>(), MicrosecondsPerCost(space, stored));
        foreach (var round in strategy.Rounds(space, log))
        {
            if (stored.Open(round, log) is not { } open)
                break;
            log.BeginRound();
            foreach (var variant in open)
            {
                if (!stored.HasMore(variant) && !order.Contains(variant))
                    order.Add(variant);
                log.Add(variant, stored.HasMore(variant) ? stored.Take(variant) : scale * space.Cost(variant));
            }
        }
        return order;
    }

    // Costs are in a unit of their own; beside stored times they must be times too.
    private static double MicrosecondsPerCost(SearchSpace space, StoredSamples stored)
    {
        double[] ratios = [.. space.Ranked.Where(variant => stored.HasMore(variant)).Select(variant => stored.Of(variant)[0] / space.Cost(variant)).Order()];
        return ratios.Length == 0 ? 1 : ratios[ratios.Length / 2];
    }

    private static string? FailedBefore(TuningRow? row)
        => row is null ? null : $"failed before: {TuningStatusText.Of(row.Status)}: {row.Message.Split('\n')[0]}";
}

/// <summary>What a search would do with a variant.</summary>
/// <param name="Spec">The spec.</param>
/// <param name="Shape">The shape.</param>
/// <param name="Variant">The variant.</param>
/// <param name="Order">Which it is among those that are sampled, from 1; null when it is not.</param>
/// <param name="Samples">The fewest samples that it gets; more where times lie close together.</param>
/// <param name="Cost">The cost model's cost relative to the cheapest one's; null for what is left out.</param>
/// <param name="WhyNot">Why it is impossible, or how it failed before; empty when neither.</param>
internal sealed record PlannedVariant(SpecEntry Spec, AttentionShape Shape, string Variant, int? Order, int Samples, double? Cost, string WhyNot)
{
    /// <summary>Samples of earlier runs, which are taken first.</summary>
    public int Stored { get; init; }
}
