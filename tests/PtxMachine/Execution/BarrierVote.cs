using KernelGen.PtxMachine.Decoding;
using KernelGen.PtxMachine.Instructions.Warps;

namespace KernelGen.PtxMachine.Execution;

/// <summary>What <c>barrier.red.or.pred</c> and <c>barrier.red.and.pred</c> ask the threads, and where the answer goes.</summary>
internal sealed record BarrierVote(bool IsAny, int Target, PredicateSource Source);

/// <summary>The votes of a warp's threads.</summary>
internal sealed record CastVote(Warp Warp, uint Mask, BarrierVote Vote)
{
    private unsafe uint Yes => (*Warp.Lanes(Vote.Source.Slot) ^ Vote.Source.Flip) & Mask;

    public bool HasYes => Yes != 0;

    public bool HasNo => Yes != Mask;

    public void Answer(bool holds) => WarpResults.FillPredicate(Warp, Vote.Target, Mask, holds ? Mask : 0);
}
