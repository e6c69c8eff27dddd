using System.Numerics;
using KernelGen.PtxMachine.Instructions.Warps;

namespace KernelGen.PtxMachine.Execution;

/// <summary><c>barrier.sync</c>, <c>barrier.arrive</c> and <c>barrier.red</c> of truth values.</summary>
internal sealed class BarrierOperation(int id, int? threads, bool waits, bool isAligned, BarrierVote? vote = null) : Operation
{
    public override Convergence Convergence => isAligned ? Convergence.LiveThreads : Convergence.None;

    public override void Execute(Warp warp, uint mask)
    {
        var lane = BitOperations.TrailingZeroCount(mask);
        // Only ".aligned" promises it, but a warp that arrives in parts is not modelled, and never what a kernel means.
        if (mask != warp.Live)
            throw warp.Fault(PtxFault.DivergentBarrier, lane, $"lane {BitOperations.TrailingZeroCount(warp.Live & ~mask)} does not arrive with its warp.");
        var barrier = WarpMasks.Uniform(warp, mask, id, "barrier");
        if (barrier >= NamedBarriers.Count)
            throw warp.Fault(PtxFault.IllegalOperand, lane, $"a block has the barriers 0 to {NamedBarriers.Count - 1}, not {barrier}.");
        if (vote is not null)
            warp.Block.Barriers.Vote((int)barrier, new CastVote(warp, mask, vote));
        warp.Block.Barriers.Arrive(warp, lane, (int)barrier, Expected(warp, mask, lane), waits);
    }

    private int Expected(Warp warp, uint mask, int lane)
    {
        var all = warp.Block.Launch.WarpsPerBlock * 32;
        if (threads is not { } slot)
            return all;
        var count = WarpMasks.Uniform(warp, mask, slot, "number of threads");
        if (count == 0 || count % 32 != 0 || count > all)
            throw warp.Fault(PtxFault.IllegalOperand, lane, $"a barrier takes a multiple of 32 threads, at most the block's {all}, not {count}.");
        return (int)count;
    }
}

/// <summary><c>bar.warp.sync</c>.</summary>
internal sealed class WarpBarrier(int members) : Operation
{
    public override void Execute(Warp warp, uint mask) => WarpMasks.Check(warp, mask, members);
}
