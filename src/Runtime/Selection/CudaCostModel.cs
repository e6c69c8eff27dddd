using KernelGen.Devices.Cuda;

namespace KernelGen.Selection;

/// <summary>
/// The relative cost of a variant on a CUDA device for a bucket, from sizes alone: good enough to rank, never a prediction of time. Nothing of
/// it was measured yet.
/// </summary>
internal static class CudaCostModel
{
    // Every query tile reads all keys and values again: cost per row falls with the rows that share a read.
    private const double ReadCost = 16;

    // Every key tile costs barriers and rescales the output: cost per key falls with the keys of a tile.
    private const double TileCost = 8;

    // On Hopper products of a warp reach about this share of the rate of products of a warpgroup.
    private const double WarpShare = 0.6;

    /// <summary>The relative cost; smaller is better.</summary>
    public static double Cost(CudaVariant variant, in ShapeBucket bucket, CudaDeviceFacts device)
    {
        var overhead = 1 + ReadCost / variant.QueryTile + TileCost / variant.KeyTile;
        return GpuTiles.Padding(bucket.QueryLength, variant.QueryTile)
            * GpuTiles.Imbalance(bucket, variant.QueryTile, device.Multiprocessors, BlocksAtOnce(variant, device)) * overhead
            * (variant.NeedsTensorMaps ? WarpShare : 1);
    }

    // A multiprocessor has little more shared memory than one block may ask for.
    private static int BlocksAtOnce(CudaVariant variant, CudaDeviceFacts device)
        => 2L * variant.SharedBytes <= device.SharedMemoryPerBlock ? 2 : 1;
}
