using KernelGen.Templates.Cuda.Ptx;

namespace KernelGen.Templates.Cuda.Wgmma;

/// <summary>
/// Turns of the warpgroups that compute: one starts its products, then lets the next one start, and has its softmax while those run. Each
/// has a barrier of its own, at which it waits and its predecessor arrives.
/// </summary>
internal static class WgmmaTurns
{
    /// <summary>The barrier of the first warpgroup; before it there are those of the block and of <see cref="WgmmaLeak"/>.</summary>
    public const int FirstBarrier = 3;

    /// <summary>Before the first turn: the last warpgroup lets the first one go.</summary>
    public static void EmitStart(WgmmaNames n)
    {
        if (!n.Config.TakesTurns)
            return;
        var ptx = n.Ptx;
        using (ptx.Block())
        {
            var isLast = ptx.Register("isLastWarpgroup", PtxType.Pred);
            ptx.Comment("Turns: this warpgroup waits at a barrier of its own, and arrives at that of the next one. The first one may begin.");
            ptx.Add(n["turn"], n["consumer"], FirstBarrier);
            ptx.Add(n["nextTurn"], n["turn"], 1);
            ptx.Compare("eq", isLast, n["consumer"], n.Config.Consumers - 1);
            ptx.Select(n["nextTurn"], FirstBarrier, n["nextTurn"], isLast);
            var first = ptx.Label("TURNS");
            ptx.Unless(isLast).Branch(first);
            EmitPass(n);
            ptx.Place(first);
        }
    }

    /// <summary>Waits for this warpgroup's turn.</summary>
    public static void EmitWait(WgmmaNames n)
    {
        if (n.Config.TakesTurns)
            n.Ptx.Barrier(n["turn"], 2 * WgmmaConfig.WarpgroupThreads);
    }

    /// <summary>Gives the turn to the next warpgroup.</summary>
    public static void EmitPass(WgmmaNames n)
    {
        if (n.Config.TakesTurns)
            n.Ptx.ArriveAtBarrier(n["nextTurn"], 2 * WgmmaConfig.WarpgroupThreads);
    }

    /// <summary>At the end: the turn that was given last is taken, so that no barrier is left half full.</summary>
    public static void EmitEnd(WgmmaNames n)
    {
        if (!n.Config.TakesTurns)
            return;
        var ptx = n.Ptx;
        var end = ptx.Label("TURNS_END");
        ptx.Compare("ne", n.Predicate("isOver"), n["consumer"], 0);
        ptx.When(n.Predicate("isOver")).Branch(end);
        EmitWait(n);
        ptx.Place(end);
    }
}
