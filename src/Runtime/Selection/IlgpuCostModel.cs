using KernelGen.Devices.Ilgpu;

namespace KernelGen.Selection;

/// <summary>
/// The relative cost of an <c>ilgpu.simt</c> variant for a bucket on a device, from sizes alone: good enough to rank, never a prediction of
/// time. Shared by the analytic default and by the tuner's shortlist.
/// </summary>
internal static class IlgpuCostModel
{
    // A multiprocessor multiplies 128 pairs of floats while its shared memory answers one warp's load of 16 bytes in four goes; half of
    // the loads go to several threads at once.
    private const double SharedCost = 2;

    // Every query tile reads all keys and values again: cost per row falls with the rows that share a read.
    private const double ReadCost = 16;

    // Every key tile costs barriers and rescales the output: cost per key falls with the keys of a tile.
    private const double TileCost = 8;

    // A group that waits needs another one to switch to.
    private const int GroupsPerMultiprocessor = 2;

    // Wider "warps" are a driver's way to say that a group is one.
    private const int WidestWarp = 64;

    /// <summary>The relative cost; smaller is better.</summary>
    public static double Cost(IlgpuVariant variant, in ShapeBucket bucket, IlgpuDevice device)
    {
        var keys = (double)variant.QueryTile * variant.KeyTile / variant.Rows / variant.Threads;
        var product = 1 + SharedCost * (1.0 / variant.Rows + 1 / keys);
        var overhead = 1 + ReadCost / variant.QueryTile + TileCost / variant.KeyTile;
        return GpuTiles.Padding(bucket.QueryLength, variant.QueryTile)
            * GpuTiles.Imbalance(bucket, variant.QueryTile, device.Multiprocessors, GroupsPerMultiprocessor) * product * overhead
            * Lanes(variant.Threads, device.WarpSize);
    }

    // Lanes that a group occupies for every thread that it has.
    private static double Lanes(int threads, int warpSize)
        => warpSize is < 1 or > WidestWarp ? 1 : (double)Ceiling.Divide(threads, warpSize) * warpSize / threads;
}
