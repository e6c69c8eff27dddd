using KernelGen.Devices.Cpu;

namespace KernelGen.Planning;

/// <summary>Builds a plan, a long one with several threads; it is the same plan however many they are.</summary>
internal static class PlanBuilder
{
    // Fewer take less time than a thread needs to wake up.
    private const int FewestStretches = 4;

    // Parts differ in how much boundary they have, so there are more of them than threads.
    private const int PartsPerThread = 4;

    /// <summary>Builds a plan.</summary>
    /// <param name="classifier">The mask over rectangles.</param>
    /// <param name="scope">Lengths, offset, batch, heads and data.</param>
    /// <param name="queryTile">Query rows of a tile.</param>
    /// <param name="keyTile">Keys of a tile.</param>
    /// <param name="threads">Threads that may take part.</param>
    public static TilePlan Build(TileClassifier classifier, in MaskScope scope, int queryTile, int keyTile, int threads)
    {
        var grid = new PlanGrid(scope, queryTile, keyTile);
        var parts = Divide(classifier, grid, threads);
        if (parts.Length == 1)
            parts[0].Find();
        else
            PlanJob.Run(parts, threads);
        return Join(grid, parts);
    }

    private static PlanPart[] Divide(TileClassifier classifier, PlanGrid grid, int threads)
    {
        var stretches = grid.Stretches;
        var parts = threads == 1 || stretches < FewestStretches ? 1 : (int)Math.Min(stretches, (long)PartsPerThread * threads);
        var result = new PlanPart[parts];
        for (var i = 0; i < parts; i++)
            result[i] = new PlanPart(classifier, grid, First(i), First(i + 1));
        return result;

        int First(int part) => (int)Math.Min((long)stretches * part / parts * PlanGrid.Stretch, grid.QueryTiles);
    }

    private static TilePlan Join(PlanGrid grid, PlanPart[] parts)
    {
        var count = 0;
        foreach (var part in parts)
            count = checked(count + part.Runs);
        var runs = GC.AllocateUninitializedArray<TileRun>(count, pinned: true);
        var first = GC.AllocateUninitializedArray<int>(grid.QueryTiles + 1, pinned: true);
        var written = 0;
        foreach (var part in parts)
        {
            part.Write(runs, first, written);
            written += part.Runs;
        }
        first[grid.QueryTiles] = written;
        return new TilePlan(grid.QueryTile, grid.KeyTile, grid.KeyTiles, runs, first);
    }
}
