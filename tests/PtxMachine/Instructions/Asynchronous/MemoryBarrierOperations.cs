using System.Numerics;
using KernelGen.PtxMachine.Execution;
using KernelGen.PtxMachine.Instructions.Warps;
using KernelGen.PtxMachine.Memory;

namespace KernelGen.PtxMachine.Instructions.Asynchronous;

/// <summary>Something that every active lane does to the mbarrier of its address.</summary>
internal abstract unsafe class MemoryBarrierOperation(AddressSource address) : Operation
{
    public override void Execute(Warp warp, uint mask)
    {
        for (var rest = mask; rest != 0; rest &= rest - 1)
        {
            var lane = BitOperations.TrailingZeroCount(rest);
            Execute(warp, lane, address.Of(warp.Lanes(address.Slot), lane));
        }
    }

    protected abstract void Execute(Warp warp, int lane, ulong place);

    /// <summary>The barrier, which some warp initialised before this one (as every access, ordered behind it).</summary>
    protected static MemoryBarrier Find(Warp warp, int lane, ulong place)
    {
        var barrier = warp.Block.MemoryBarriers.Find(warp, lane, place);
        warp.Block.Memory.Shared.Atomic(warp, lane, place, 8);
        return barrier;
    }
}

internal sealed unsafe class InitialiseBarrier(AddressSource address, int count) : MemoryBarrierOperation(address)
{
    protected override void Execute(Warp warp, int lane, ulong place)
    {
        var arrivals = warp.Lanes(count)[lane];
        if (arrivals is 0 or >= 1 << 20)
            throw warp.Fault(PtxFault.IllegalOperand, lane, $"an mbarrier expects 1 to {(1 << 20) - 1} arrivals, not {arrivals}.");
        warp.Block.Memory.Shared.Write(warp, lane, place, 8);
        warp.Block.MemoryBarriers.Initialise(warp, place, arrivals);
    }
}

internal sealed class InvalidateBarrier(AddressSource address) : MemoryBarrierOperation(address)
{
    protected override unsafe void Execute(Warp warp, int lane, ulong place)
    {
        warp.Block.Memory.Shared.Write(warp, lane, place, 8);
        warp.Block.MemoryBarriers.Invalidate(warp, lane, place);
    }
}

/// <summary><c>mbarrier.arrive</c>, with <c>.expect_tx</c> when <paramref name="bytes"/> says how many.</summary>
internal sealed unsafe class ArriveAtBarrier(int state, AddressSource address, int arrivals, int? bytes) : MemoryBarrierOperation(address)
{
    protected override void Execute(Warp warp, int lane, ulong place)
    {
        var barrier = Find(warp, lane, place);
        if (bytes is { } slot)
            barrier.ExpectBytes(warp.Lanes(slot)[lane]);
        ((ulong*)warp.Lanes(state))[lane] = (ulong)barrier.Phase;
        barrier.Arrive(warp, lane, warp.Lanes(arrivals)[lane]);
    }
}

internal sealed unsafe class ExpectBytes(AddressSource address, int bytes) : MemoryBarrierOperation(address)
{
    protected override void Execute(Warp warp, int lane, ulong place) => Find(warp, lane, place).ExpectBytes(warp.Lanes(bytes)[lane]);
}

/// <summary>
/// <c>mbarrier.test_wait</c> and <c>.try_wait</c>: whether the phase of a state, or the last phase of a parity, has ended. A warp that
/// hears no lets the others run.
/// </summary>
internal sealed unsafe class WaitForBarrier(int result, AddressSource address, int phase, bool isParity) : Operation
{
    public override void Execute(Warp warp, uint mask)
    {
        var ended = 0u;
        for (var rest = mask; rest != 0; rest &= rest - 1)
        {
            var lane = BitOperations.TrailingZeroCount(rest);
            if (HasEnded(warp, lane))
                ended |= 1u << lane;
        }

        WarpResults.FillPredicate(warp, result, mask, ended);
        warp.HasYielded = ended != mask;
    }

    private bool HasEnded(Warp warp, int lane)
    {
        var place = address.Of(warp.Lanes(address.Slot), lane);
        var barrier = warp.Block.MemoryBarriers.Find(warp, lane, place);
        warp.Block.Memory.Shared.Atomic(warp, lane, place, 8);
        if (!isParity)
        {
            var state = (long)((ulong*)warp.Lanes(phase))[lane];
            return barrier.HasEnded(warp, current => current > state);
        }

        var parity = warp.Lanes(phase)[lane];
        if (parity > 1)
            throw warp.Fault(PtxFault.IllegalOperand, lane, $"a parity is 0 or 1, not {parity}.");
        return barrier.HasEnded(warp, current => (current & 1) != parity);
    }
}
