using System.Numerics;
using System.Runtime.CompilerServices;
using KernelGen.PtxMachine.Execution;

namespace KernelGen.PtxMachine.Instructions.Movement;

internal sealed unsafe class Copy32(int target, int source) : Operation
{
    public override bool KeepsProducts => true;

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public override void Execute(Warp warp, uint mask)
    {
        warp.Unrounded?.Copy(target, source, mask);
        var results = warp.Lanes(target);
        var values = warp.Lanes(source);
        for (var lanes = mask; lanes != 0; lanes &= lanes - 1)
        {
            var lane = BitOperations.TrailingZeroCount(lanes);
            results[lane] = values[lane];
        }
    }
}

internal sealed unsafe class Copy64(int target, int source) : Operation
{
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public override void Execute(Warp warp, uint mask)
    {
        var results = (ulong*)warp.Lanes(target);
        var values = (ulong*)warp.Lanes(source);
        for (var lanes = mask; lanes != 0; lanes &= lanes - 1)
        {
            var lane = BitOperations.TrailingZeroCount(lanes);
            results[lane] = values[lane];
        }
    }
}

/// <summary><c>mov {a, b}, c</c>: a gets the lowest bits.</summary>
internal sealed unsafe class SplitOperation(int[] targets, int partBits, int source, bool isWide) : Operation
{
    public override void Execute(Warp warp, uint mask)
    {
        var values = warp.Lanes(source);
        for (var lanes = mask; lanes != 0; lanes &= lanes - 1)
        {
            var lane = BitOperations.TrailingZeroCount(lanes);
            var value = Lane.GetBits(values, lane, isWide);
            for (var part = 0; part < targets.Length; part++)
                warp.Lanes(targets[part])[lane] = (uint)(value >> (part * partBits) & ((1UL << partBits) - 1));
        }
    }
}

/// <summary><c>mov c, {a, b}</c>.</summary>
internal sealed unsafe class JoinOperation(int target, bool isWide, int[] sources, int partBits) : Operation
{
    public override void Execute(Warp warp, uint mask)
    {
        var results = warp.Lanes(target);
        for (var lanes = mask; lanes != 0; lanes &= lanes - 1)
        {
            var lane = BitOperations.TrailingZeroCount(lanes);
            var value = 0UL;
            for (var part = 0; part < sources.Length; part++)
                value |= (ulong)warp.Lanes(sources[part])[lane] << (part * partBits);
            Lane.SetBits(results, lane, isWide, value);
        }
    }
}

/// <summary><c>mov %clock64</c>: the number of instructions that the warp has executed stands for time.</summary>
internal sealed unsafe class ReadClock(int target, bool isWide) : Operation
{
    public override void Execute(Warp warp, uint mask)
    {
        for (var lanes = mask; lanes != 0; lanes &= lanes - 1)
            Lane.SetBits(warp.Lanes(target), BitOperations.TrailingZeroCount(lanes), isWide, (ulong)warp.Executed);
    }
}
