using KernelGen.Selection;
using KernelGen.Tuner.Specs;

namespace KernelGen.Tuner.Search;

/// <summary>What a search would sample if every variant took as long as the cost model says. Compiles no kernel and measures nothing.</summary>
internal static class DryRun
{
    /// <summary>The plan for a spec and a shape: what would be sampled, in that order, then what would not be, then what is impossible.</summary>
    /// <param name="target">Where variants would run.</param>
    /// <param name="strategy">What would choose.</param>
    /// <param name="databasePath">What was measured before.</param>
    /// <param name="spec">The spec.</param>
    /// <param name="shape">The shape.</param>
    public static IReadOnlyList<PlannedVariant> Plan(ITuningTarget target, ISearchStrategy strategy, string databasePath, SpecEntry spec, AttentionShape shape)
    {
        var candidates = target.Candidates(spec);
        var space = new SearchSpace(
            [.. candidates.Where(one => one.WhyNot is null).Select(one => one.Variant)], variant => target.Cost(spec, variant, shape),
            NearbyWinners.Of(databasePath, spec.Hash, target.DeviceKey, ShapeBucket.Of(shape)));
        var log = new SampleLog();
        foreach (var round in strategy.Rounds(space, log))
        {
            log.BeginRound();
            foreach (var variant in round)
                log.Add(variant, space.Cost(variant));
        }
        var sampled = log.Sampled.ToList();
        var cheapest = space.Ranked.Count == 0 ? 1 : space.Cost(space.Ranked[0]);
        return
        [
            .. sampled.Concat(space.Ranked.Except(sampled)).Select(variant => new PlannedVariant(
                spec, shape, variant, log.Count(variant) == 0 ? null : sampled.IndexOf(variant) + 1, log.Count(variant), space.Cost(variant) / cheapest, "")),
            .. candidates.Where(one => one.WhyNot is not null).Select(one => new PlannedVariant(spec, shape, one.Variant, null, 0, null, one.WhyNot!)),
        ];
    }
}

/// <summary>What a search would do with a variant.</summary>
/// <param name="Spec">The spec.</param>
/// <param name="Shape">The shape.</param>
/// <param name="Variant">The variant.</param>
/// <param name="Order">Which it is among those that are sampled, from 1; null when it is not.</param>
/// <param name="Samples">The fewest samples that it gets; more where times lie close together.</param>
/// <param name="Cost">The cost model's cost relative to the cheapest one's; null for impossible ones.</param>
/// <param name="WhyNot">Why it is impossible; empty when it is not.</param>
internal sealed record PlannedVariant(SpecEntry Spec, AttentionShape Shape, string Variant, int? Order, int Samples, double? Cost, string WhyNot);
