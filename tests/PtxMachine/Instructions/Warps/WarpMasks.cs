using System.Numerics;
using KernelGen.PtxMachine.Execution;

namespace KernelGen.PtxMachine.Instructions.Warps;

/// <summary>The member mask of <c>.sync</c> instructions: the lanes that must execute it together, the executing ones among them.</summary>
internal static unsafe class WarpMasks
{
    public static uint Check(Warp warp, uint mask, int members)
    {
        var named = Uniform(warp, mask, members, "member mask");
        var stranger = mask & ~named;
        if (stranger != 0)
            throw Fault(warp, mask, $"lane {First(stranger)} executes it, but is not in its member mask 0x{named:X8}.");
        var missing = named & warp.Threads & ~mask;
        if (missing != 0)
        {
            var state = (warp.Live & missing) == 0 ? "has ended" : "takes another way";
            throw Fault(warp, mask, $"its member mask 0x{named:X8} names lane {First(missing)}, which {state}.");
        }

        return named;
    }

    /// <summary>A value that all lanes must agree on.</summary>
    public static uint Uniform(Warp warp, uint mask, int slot, string what)
    {
        var lanes = warp.Lanes(slot);
        var value = lanes[First(mask)];
        for (var rest = mask; rest != 0; rest &= rest - 1)
        {
            if (lanes[First(rest)] != value)
                throw Fault(warp, mask, $"lanes {First(mask)} and {First(rest)} give different values for its {what}: {value} and {lanes[First(rest)]}.");
        }

        return value;
    }

    private static PtxFaultException Fault(Warp warp, uint mask, string message) => warp.Fault(PtxFault.DivergentWarp, First(mask), message);

    private static int First(uint mask) => BitOperations.TrailingZeroCount(mask);
}
