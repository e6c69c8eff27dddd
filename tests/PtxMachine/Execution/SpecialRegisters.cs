using KernelGen.PtxMachine.Decoding;

namespace KernelGen.PtxMachine.Execution;

/// <summary>The values of the special registers that a program reads, for the threads of one warp.</summary>
internal static unsafe class SpecialRegisters
{
    public static void Fill(Warp warp, RegisterLayout layout)
    {
        foreach (var (name, slot) in layout.Specials)
        {
            var lanes = warp.Lanes(slot);
            for (var lane = 0; lane < 32; lane++)
                lanes[lane] = ValueOf(name, warp, lane);
        }
    }

    private static uint ValueOf(string name, Warp warp, int lane)
    {
        var launch = warp.Block.Launch;
        var dot = name.IndexOf('.', StringComparison.Ordinal);
        if (dot > 0)
            return (uint)Axis(Extents(name[..dot], warp, lane), name[dot + 1]);
        return name switch
        {
            "%laneid" => (uint)lane,
            "%warpid" => (uint)warp.Index,
            "%nwarpid" => (uint)launch.WarpsPerBlock,
            "%smid" => (uint)(warp.Block.LinearPosition % launch.Device.Multiprocessors),
            "%nsmid" => (uint)launch.Device.Multiprocessors,
            "%dynamic_smem_size" => (uint)launch.DynamicSharedBytes,
            "%total_smem_size" => (uint)launch.SharedBytes,
            "%lanemask_eq" => 1u << lane,
            "%lanemask_lt" => (1u << lane) - 1,
            "%lanemask_le" => uint.MaxValue >> (31 - lane),
            "%lanemask_gt" => ~(uint.MaxValue >> (31 - lane)),
            "%lanemask_ge" => ~((1u << lane) - 1),
            "%cluster_ctarank" => 0,
            "%cluster_nctarank" => 1,
            _ => throw new NotSupportedException($"The special register {name} has no value."),
        };
    }

    private static (int X, int Y, int Z) Extents(string name, Warp warp, int lane) => name switch
    {
        "%tid" => warp.ThreadOf(lane),
        "%ntid" => warp.Block.Launch.BlockSize,
        "%ctaid" or "%clusterid" => warp.Block.Position,
        "%nctaid" or "%nclusterid" => warp.Block.Launch.GridSize,
        // Every block is its own cluster.
        "%cluster_ctaid" => (0, 0, 0),
        _ => (1, 1, 1),
    };

    private static int Axis((int X, int Y, int Z) extents, char axis) => axis switch
    {
        'x' => extents.X,
        'y' => extents.Y,
        _ => extents.Z,
    };
}
