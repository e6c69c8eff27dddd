using KernelGen.Devices.Cpu;
using KernelGen.Selection.CpuCost;

namespace KernelGen.Selection;

/// <summary>
/// The cost of a <c>cpu.simd</c> tile for a shape, in clock cycles, from sizes alone: good enough to rank tiles of all vector widths, no promise of a
/// time. Shared by the analytic default and by the tuner's search; docs/tuning.md says how good it is.
/// </summary>
internal static class CpuCostModel
{
    /// <summary>The cost; smaller is better.</summary>
    /// <param name="tile">The sizes of the config.</param>
    /// <param name="work">The spec.</param>
    /// <param name="shape">The shape.</param>
    /// <param name="device">The processor.</param>
    /// <param name="costs">The model's constants; those in use by default.</param>
    public static double Cost(CpuTile tile, CpuWork work, in AttentionShape shape, CpuDevice device, CpuCosts? costs = null)
    {
        costs ??= CpuCosts.Default;
        if (shape.Batch < 1 || shape.KeyHeads < 1 || shape.QueryLength < 1 || shape.KeyLength < 1)
            return 0;
        return DecodeShapes.Contains(shape)
            ? DecodeCost.Cycles(tile, work, shape, device, costs)
            : PrefillCost.Cycles(tile, work, shape, device, costs);
    }

    /// <summary>The cost for a bucket: that of its largest shape; in prefill, where it hardly matters, all heads have keys of their own.</summary>
    /// <param name="tile">The sizes of the config.</param>
    /// <param name="work">The spec.</param>
    /// <param name="bucket">The shapes.</param>
    /// <param name="device">The processor.</param>
    public static double Cost(CpuTile tile, CpuWork work, in ShapeBucket bucket, CpuDevice device)
        => Cost(tile, work, new AttentionShape(1, bucket.Heads, KeyHeads(bucket), bucket.QueryLength, bucket.KeyLength), device);

    // A row of a foreign tool may name a larger group than it has heads.
    private static int KeyHeads(in ShapeBucket bucket) => Math.Min(bucket.Heads, Math.Max(1, bucket.Heads / Math.Max(1, bucket.GroupSize)));
}
