using System.Numerics;
using KernelGen.PtxMachine.Decoding;
using KernelGen.PtxMachine.Execution;

namespace KernelGen.PtxMachine.Instructions.Warps;

/// <summary><c>vote.sync</c>.</summary>
internal sealed unsafe class Vote(string mode, int target, PredicateSource source, int members) : Operation
{
    public override void Execute(Warp warp, uint mask)
    {
        WarpMasks.Check(warp, mask, members);
        var yes = (*warp.Lanes(source.Slot) ^ source.Flip) & mask;
        if (mode == "ballot")
        {
            WarpResults.Fill(warp, target, mask, yes);
            return;
        }

        var holds = mode switch
        {
            "all" => yes == mask,
            "any" => yes != 0,
            _ => yes == mask || yes == 0,
        };
        WarpResults.FillPredicate(warp, target, mask, holds ? mask : 0);
    }
}

/// <summary><c>redux.sync</c>.</summary>
internal sealed unsafe class Reduction(Func<uint, uint, uint> function, int target, int source, int members) : Operation
{
    public override void Execute(Warp warp, uint mask)
    {
        WarpMasks.Check(warp, mask, members);
        var values = warp.Lanes(source);
        var result = values[BitOperations.TrailingZeroCount(mask)];
        for (var rest = mask & (mask - 1); rest != 0; rest &= rest - 1)
            result = function(result, values[BitOperations.TrailingZeroCount(rest)]);
        WarpResults.Fill(warp, target, mask, result);
    }
}

/// <summary><c>activemask</c>.</summary>
internal sealed class ActiveMask(int target) : Operation
{
    public override void Execute(Warp warp, uint mask) => WarpResults.Fill(warp, target, mask, warp.ActiveMask);
}

/// <summary><c>elect.sync</c>: the lowest lane, one of those that a GPU may choose.</summary>
internal sealed class Elect(int target, int isElected, int members) : Operation
{
    public override void Execute(Warp warp, uint mask)
    {
        WarpMasks.Check(warp, mask, members);
        WarpResults.Fill(warp, target, mask, (uint)BitOperations.TrailingZeroCount(mask));
        WarpResults.FillPredicate(warp, isElected, mask, mask & ~(mask - 1));
    }
}

internal static unsafe class WarpResults
{
    public static void Fill(Warp warp, int target, uint mask, uint value)
    {
        var results = warp.Lanes(target);
        for (var rest = mask; rest != 0; rest &= rest - 1)
            results[BitOperations.TrailingZeroCount(rest)] = value;
    }

    public static void FillPredicate(Warp warp, int target, uint mask, uint lanes)
    {
        var result = warp.Lanes(target);
        *result = (*result & ~mask) | (lanes & mask);
    }
}
