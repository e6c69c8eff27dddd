using KernelGen.Devices.Cpu;

namespace KernelGen.Selection;

/// <summary>
/// The relative cost of a <c>cpu.simd</c> tile for a bucket, from its sizes alone: good enough to rank, never a prediction of time.
/// Shared by the analytic default and by the tuner's shortlist.
/// </summary>
internal static class CpuCostModel
{
    /// <summary>Level-1 data cache of current server cores (48 KB since Intel Ice Lake and AMD Zen 5; older ones have 32 KB).</summary>
    public const int Level1Bytes = 48 * 1024;

    /// <summary>Private level-2 cache of current server cores.</summary>
    public const int Level2Bytes = 1024 * 1024;

    // Every query tile reads all keys and values again: cost per row falls with the rows that share a read.
    private const double ReadCost = 4;

    // Every key tile rescales the output once: cost per key falls with the keys of a tile.
    private const double RescaleCost = 2;

    // What a working set that leaves a cache costs, as a share, at twice the cache's size.
    private const double SpillCost = 0.25;

    /// <summary>The relative cost; smaller is better. Tiles of different vector widths compare by it too.</summary>
    /// <param name="tile">The sizes of the config.</param>
    /// <param name="headDim">Elements per head of Q and K.</param>
    /// <param name="valueHeadDim">Elements per head of V.</param>
    /// <param name="bucket">The shapes it is for.</param>
    /// <param name="cores">Cores that share the work.</param>
    public static double Cost(CpuTile tile, int headDim, int valueHeadDim, in ShapeBucket bucket, int cores)
    {
        // Decode streams K and V past a few rows: no tile is used, only the vectors count.
        if (bucket.QueryLength <= DecodeShapes.MostRows)
            return 1.0 / tile.VectorBits;
        var overhead = 1 + ReadCost / tile.Query + RescaleCost / tile.Key;
        var spill = 1 + Spill(InnermostBytes(tile, headDim), Level1Bytes) + Spill(TileBytes(tile, headDim, valueHeadDim), Level2Bytes);
        return Padding(bucket.QueryLength, tile.Query) * Imbalance(bucket, tile, cores) * overhead * spill / tile.VectorBits;
    }

    // Rows that are computed for every row that is wanted.
    private static double Padding(int length, int tile) => length <= 0 ? 1 : (double)Tiles(length, tile) * tile / length;

    // Rounds in which some cores idle.
    private static double Imbalance(in ShapeBucket bucket, CpuTile tile, int cores)
    {
        var tasks = Math.Max(1, (long)bucket.Heads * Tiles(bucket.QueryLength, tile.Query));
        return (double)((tasks + cores - 1) / cores * cores) / tasks;
    }

    private static long Tiles(int length, int tile) => ((long)length + tile - 1) / tile;

    // One panel of keys and the register tile's query rows stay in L1 while the panel is used.
    private static long InnermostBytes(CpuTile tile, int headDim) => (long)sizeof(float) * tile.PanelKeys * headDim;

    // A thread's scratch and the packed tile of K and V stay in L2 while a query tile walks over it.
    private static long TileBytes(CpuTile tile, int headDim, int valueHeadDim)
        => sizeof(float) * (tile.ScratchFloats + (long)tile.Key * (headDim + valueHeadDim));

    private static double Spill(long bytes, int cache) => SpillCost * Math.Max(0, (double)bytes / cache - 1);
}
