using KernelGen.Devices.Cpu;
using KernelGen.Selection.CpuCost;

namespace KernelGen.Selection;

/// <summary>The choice without any measurement: a pure function of the tiles, the spec, the bucket and the processor.</summary>
internal static class AnalyticDefault
{
    /// <summary>
    /// The index of the chosen tile: of those whose vectors are fast here, or of the narrowest when none are, the one of the lowest cost; the earliest
    /// of equals.
    /// </summary>
    /// <exception cref="ArgumentException">There is no tile.</exception>
    public static int Choose(IReadOnlyList<CpuTile> tiles, CpuWork work, in ShapeBucket bucket, CpuDevice device)
    {
        if (tiles.Count == 0)
            throw new ArgumentException("There are no CPU kernels to choose from.", nameof(tiles));
        var widest = WidestFast(tiles, device);
        var (best, bestCost) = (-1, double.PositiveInfinity);
        for (var i = 0; i < tiles.Count; i++)
        {
            if (tiles[i].VectorBits > widest)
                continue;
            var cost = CpuCostModel.Cost(tiles[i], work, bucket, device);
            if (best < 0 || cost < bestCost)
                (best, bestCost) = (i, cost);
        }
        return best;
    }

    private static int WidestFast(IReadOnlyList<CpuTile> tiles, CpuDevice device)
        => tiles.Any(tile => device.Accelerates(tile.VectorBits)) ? device.VectorBits : tiles.Min(tile => tile.VectorBits);
}
