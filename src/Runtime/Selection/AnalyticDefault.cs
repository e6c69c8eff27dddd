using KernelGen.Devices.Cpu;

namespace KernelGen.Selection;

/// <summary>The choice without any measurement: a pure function of the tiles, the bucket and the processor.</summary>
internal static class AnalyticDefault
{
    // The model ranks by rough shares; within this much it has no opinion and the emitted order, the better judgement, stands.
    private const double Doubt = 0.05;

    /// <summary>
    /// The index of the chosen tile: the widest vectors that are fast here, or the narrowest there are when none is; then the lowest
    /// cost, the earliest of the doubtful ones.
    /// </summary>
    /// <exception cref="ArgumentException">There is no tile.</exception>
    public static int Choose(IReadOnlyList<CpuTile> tiles, SpecFacts facts, in ShapeBucket bucket, CpuDevice device)
    {
        if (tiles.Count == 0)
            throw new ArgumentException($"{facts.Name} has no CPU kernels to choose from.", nameof(tiles));
        var bits = Width(tiles, device);
        var (best, bestCost) = (-1, double.PositiveInfinity);
        for (var i = 0; i < tiles.Count; i++)
        {
            if (tiles[i].VectorBits != bits)
                continue;
            var cost = CpuCostModel.Cost(tiles[i], facts.HeadDim, facts.ValueHeadDim, bucket, device.Cores);
            if (best < 0 || cost < bestCost * (1 - Doubt))
                (best, bestCost) = (i, cost);
        }
        return best;
    }

    private static int Width(IReadOnlyList<CpuTile> tiles, CpuDevice device)
    {
        var fast = tiles.Where(tile => device.Accelerates(tile.VectorBits)).ToList();
        return fast.Count > 0 ? fast.Max(tile => tile.VectorBits) : tiles.Min(tile => tile.VectorBits);
    }
}
