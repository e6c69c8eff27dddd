using System.Numerics;
using KernelGen.PtxMachine.Execution;
using KernelGen.PtxMachine.Memory;
using KernelGen.PtxMachine.Parsing;

namespace KernelGen.PtxMachine.Instructions.Memory;

/// <summary>An access of one address per lane, and what it costs.</summary>
internal abstract unsafe class MemoryOperation(StateSpace space, AddressSource address, int bytes) : Operation
{
    protected StateSpace Space => space;

    /// <summary>Bytes per lane.</summary>
    protected int Bytes => bytes;

    public override void Execute(Warp warp, uint mask)
    {
        Span<ulong> addresses = stackalloc ulong[32];
        var lanes = warp.Lanes(address.Slot);
        for (var rest = mask; rest != 0; rest &= rest - 1)
        {
            var lane = BitOperations.TrailingZeroCount(rest);
            addresses[lane] = address.Of(lanes, lane);
        }

        Access(warp, mask, addresses);
        Count(warp, mask, addresses);
    }

    protected abstract void Access(Warp warp, uint mask, ReadOnlySpan<ulong> addresses);

    private void Count(Warp warp, uint mask, ReadOnlySpan<ulong> addresses)
    {
        var actual = space;
        if (actual == StateSpace.Generic)
            (actual, _) = StateAddress.Resolve(addresses[BitOperations.TrailingZeroCount(mask)]);
        if (actual == StateSpace.Shared)
            BankCounter.Count(warp, mask, addresses, bytes);
        else if (actual == StateSpace.Global)
            SectorCounter.Count(warp, mask, addresses, bytes);
    }
}
