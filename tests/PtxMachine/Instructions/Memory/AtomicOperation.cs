using System.Numerics;
using KernelGen.PtxMachine.Execution;
using KernelGen.PtxMachine.Memory;
using KernelGen.PtxMachine.Parsing;

namespace KernelGen.PtxMachine.Instructions.Memory;

internal sealed unsafe class AtomicOperation(
    StateSpace space, AddressSource address, int target, int[] sources, PtxType type, Func<ulong, ulong, ulong, ulong> function)
    : MemoryOperation(space, address, type.Bytes)
{
    protected override void Access(Warp warp, uint mask, ReadOnlySpan<ulong> addresses)
    {
        // Blocks may run on several host threads.
        lock (warp.Block.Launch.Memory)
        {
            for (var rest = mask; rest != 0; rest &= rest - 1)
            {
                var lane = BitOperations.TrailingZeroCount(rest);
                Update(warp, lane, warp.Block.Memory.Atomic(Space, warp, lane, addresses[lane], Bytes));
            }
        }
    }

    private void Update(Warp warp, int lane, byte* place)
    {
        var isWide = type.Bits == 64;
        var old = isWide ? *(ulong*)place : *(uint*)place;
        var value = function(old, Lane.GetBits(warp.Lanes(sources[0]), lane, isWide), Lane.GetBits(warp.Lanes(sources[^1]), lane, isWide));
        if (isWide)
            *(ulong*)place = value;
        else
            *(uint*)place = (uint)value;
        Lane.SetBits(warp.Lanes(target), lane, isWide, old);
    }
}
