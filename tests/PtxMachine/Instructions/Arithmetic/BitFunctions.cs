using System.Numerics;
using System.Runtime.CompilerServices;
using KernelGen.PtxMachine.Decoding;
using KernelGen.PtxMachine.Execution;

namespace KernelGen.PtxMachine.Instructions.Arithmetic;

/// <summary>A source or a target with the width of its lanes.</summary>
internal readonly record struct LaneSlot(int Slot, bool IsWide);

/// <summary>Instructions that are too rare to earn a loop of their own: any function of up to three values, as bits.</summary>
internal sealed unsafe class BitFunction(LaneSlot target, LaneSlot[] sources, Func<ulong, ulong, ulong, ulong> function) : Operation
{
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public override void Execute(Warp warp, uint mask)
    {
        var results = warp.Lanes(target.Slot);
        var second = sources.Length > 1 ? sources[1] : sources[0];
        var third = sources.Length > 2 ? sources[2] : sources[0];
        var a = warp.Lanes(sources[0].Slot);
        var b = warp.Lanes(second.Slot);
        var c = warp.Lanes(third.Slot);
        for (var lanes = mask; lanes != 0; lanes &= lanes - 1)
        {
            var lane = BitOperations.TrailingZeroCount(lanes);
            var value = function(
                Lane.GetBits(a, lane, sources[0].IsWide), Lane.GetBits(b, lane, second.IsWide), Lane.GetBits(c, lane, third.IsWide));
            Lane.SetBits(results, lane, target.IsWide, value);
        }
    }
}

internal static class BitFunctions
{
    public static LaneSlot Target(InstructionDecoder decoder, int operand, Parsing.PtxType type) => new(decoder.Target(operand, type), type.Bits > 32);

    public static LaneSlot Source(InstructionDecoder decoder, int operand, Parsing.PtxType type) => new(decoder.Source(operand, type), type.Bits > 32);

    /// <summary>Sign-extends the low bits.</summary>
    public static long Signed(ulong bits, int width) => (long)(bits << (64 - width)) >> (64 - width);

    /// <summary>The low bits alone, as a register holds them.</summary>
    public static ulong Low(ulong bits, int width) => width >= 64 ? bits : bits & ((1UL << width) - 1);
}
