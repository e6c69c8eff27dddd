using System.Numerics;
using System.Runtime.CompilerServices;
using KernelGen.PtxMachine.Execution;

namespace KernelGen.PtxMachine.Instructions.Warps;

/// <summary>
/// <c>shfl.sync</c>. The clamp operand holds in its low five bits the last lane that may be read, in bits 8 to 12 the bits of the lane's
/// number that name its segment. A lane whose source lies beyond reads itself, and its predicate is false.
/// </summary>
internal sealed unsafe class Shuffle(string mode, int target, int isValid, int source, int distance, int clamp, int members) : Operation
{
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public override void Execute(Warp warp, uint mask)
    {
        WarpMasks.Check(warp, mask, members);
        var values = warp.Lanes(source);
        var distances = warp.Lanes(distance);
        var clamps = warp.Lanes(clamp);
        var results = stackalloc uint[32];
        var valid = 0u;
        for (var rest = mask; rest != 0; rest &= rest - 1)
        {
            var lane = BitOperations.TrailingZeroCount(rest);
            var (from, isInside) = SourceOf((uint)lane, distances[lane], clamps[lane]);
            if ((mask >> (int)from & 1) == 0)
                throw warp.Fault(PtxFault.DivergentWarp, lane, $"it reads lane {from}, which takes no part.");
            results[lane] = values[from];
            if (isInside)
                valid |= 1u << lane;
        }

        for (var rest = mask; rest != 0; rest &= rest - 1)
        {
            var lane = BitOperations.TrailingZeroCount(rest);
            warp.Lanes(target)[lane] = results[lane];
        }

        WarpResults.FillPredicate(warp, isValid, mask, valid);
    }

    private (uint Lane, bool IsInside) SourceOf(uint lane, uint distance, uint clamp)
    {
        var b = distance & 31;
        var segment = clamp >> 8 & 31;
        var last = (lane & segment) | (clamp & 31 & ~segment);
        var (from, isInside) = mode switch
        {
            "up" => (lane - b, (int)(lane - b) >= (int)last),
            "down" => (lane + b, lane + b <= last),
            "bfly" => (lane ^ b, (lane ^ b) <= last),
            _ => ((lane & segment) | (b & ~segment), ((lane & segment) | (b & ~segment)) <= last),
        };
        return isInside ? (from, true) : (lane, false);
    }
}
