using System.Globalization;
using KernelGen.Planning;

namespace KernelGen.Tuner.Drawing;

/// <summary>The numbers below a picture, as lines of text.</summary>
internal static class MaskReport
{
    /// <summary>Density, tiles, and what skipping is worth.</summary>
    public static IReadOnlyList<string> Lines(MaskView view)
    {
        var (plan, statistics, density) = (view.Plan, view.Plan.Statistics, MaskDensity.Of(view));
        return
        [
            Text($"Allowed: {(density.IsExact ? "" : "about ")}{Percent(density.Share)} of {density.Pairs:N0} pairs"),
            Text($"Tiles: {statistics.Tiles:N0} of {plan.QueryTile} queries x {plan.KeyTile} keys: ")
                + $"{Tiles(statistics.Empty, statistics)} empty, "
                + $"{Tiles(statistics.Partial, statistics)} partial, {Tiles(statistics.Full, statistics)} full",
            $"Work: {Percent(statistics.WorkShare)} of the tiles; {SpeedUp(view)}",
        ];
    }

    private static string SpeedUp(MaskView view)
    {
        var plan = view.Plan;
        if (plan.Statistics.WorkShare == 0)
            return "nothing to compute";
        // The plan's own measure of work, against the plan of a mask that allows everything.
        var dense = TilePlan.Build(Everything.Instance, view.Scope, plan.QueryTile, plan.KeyTile);
        return Text($"expected speed-up over dense {Cost(dense) / Cost(plan):0.0#}x");
    }

    private static double Cost(TilePlan plan) => Enumerable.Range(0, plan.QueryTiles).Sum(tile => (double)plan.Cost(tile));

    private static string Tiles(long count, PlanStatistics statistics)
        => Text($"{count:N0} ({Percent((double)count / statistics.Tiles)})");

    private static string Percent(double share) => (share * 100).ToString("0.0#", CultureInfo.InvariantCulture) + " %";

    private static string Text(FormattableString text) => FormattableString.Invariant(text);

    private sealed class Everything : TileClassifier
    {
        public static Everything Instance { get; } = new();

        public override Truth Classify(Interval q, Interval k, in MaskScope scope) => Truth.True;
    }
}
