using System.Numerics;
using KernelGen.PtxMachine.Execution;
using KernelGen.PtxMachine.Instructions.Arithmetic;

namespace KernelGen.PtxMachine.Instructions.Logic;

/// <summary><c>bfi</c>: the low bits of one value into the middle of another.</summary>
internal sealed unsafe class BitInsert(LaneSlot target, LaneSlot field, LaneSlot into, int position, int length, int width) : Operation
{
    public override void Execute(Warp warp, uint mask)
    {
        for (var lanes = mask; lanes != 0; lanes &= lanes - 1)
        {
            var lane = BitOperations.TrailingZeroCount(lanes);
            var first = (int)(warp.Lanes(position)[lane] & 0xFF);
            var count = (int)(warp.Lanes(length)[lane] & 0xFF);
            var bits = first >= width ? 0 : BitFunctions.Low(BitFunctions.Low(ulong.MaxValue, count) << first, width);
            var inserted = first >= width ? 0 : Lane.GetBits(warp.Lanes(field.Slot), lane, field.IsWide) << first;
            var value = Lane.GetBits(warp.Lanes(into.Slot), lane, into.IsWide);
            Lane.SetBits(warp.Lanes(target.Slot), lane, target.IsWide, (value & ~bits) | (inserted & bits));
        }
    }
}
