using KernelGen.Templates.Cuda.Ptx;

namespace KernelGen.Templates.Cuda;

/// <summary>
/// The tile plan, as an array of integers: where each plan begins; in a plan the number of each query tile's first run and one more, then the
/// query tiles, the dearest first; then the runs, each the first key tile and twice the number of tiles, plus 1 when they are Full.
/// </summary>
internal static class CudaPlan
{
    /// <summary>A tile that does not exist: the walk is over.</summary>
    public const int Nothing = -1;

    /// <summary>No tile yet: loads are to be started first.</summary>
    public const int WarmUp = -2;

    /// <summary>Which query tile this block has, and its runs.</summary>
    public static void EmitPlace(CudaNames n)
    {
        var ptx = n.Ptx;
        ptx.Step("This block's query tile, head and sequence; the tiles of a head are started the dearest first.");
        ptx.Move(n["head"], PtxOperand.Special("ctaid.y"));
        ptx.Move(n["batch"], PtxOperand.Special("ctaid.z"));
        EmitLengths(n);
        n.Load("queryHeads");
        n.Load("groupSize");
        ptx.Divide(n["kvHead"], n["head"], n["groupSize"]);
        ptx.MultiplyAdd(n["headOfAll"], n["batch"], n["queryHeads"], n["head"]);
        EmitPlan(n, n["headOfAll"]);
        using (ptx.Block())
        {
            PtxRegister tiles = ptx.Register("tiles", PtxType.B32), place = ptx.Register("place", PtxType.B32), tile = ptx.Register("tile", PtxType.B32);
            var at = ptx.Register("at", PtxType.B64);
            ptx.LoadParameter(tiles, "queryTiles");
            ptx.Add(tiles, tiles, 1);
            ptx.Move(place, PtxOperand.Special("ctaid.x"));
            ptx.Add(place, place, tiles);
            ptx.MultiplyAddWide(at, place, 4, n.Wide("planAt"));
            ptx.LoadGlobal("b32", tile, at);
            ptx.Multiply(n["firstRow"], tile, n.Config.QueryTile);
            ptx.MultiplyAddWide(at, tile, 4, n.Wide("planAt"));
            EmitRuns(n, at);
        }
        ptx.Add(n["threadRow"], n["firstRow"], n["tileRow"]);
        n.Load("queryOffset");
        foreach (var (block, half) in n.Rows())
        {
            ptx.Add(n.Position(block, half), n["threadRow"], n["queryOffset"]);
            if (CudaNames.RowOffset(block, half) > 0)
                ptx.Add(n.Position(block, half), n.Position(block, half), CudaNames.RowOffset(block, half));
        }
    }

    /// <summary>Loads the lengths.</summary>
    public static void EmitLengths(CudaFragments n)
    {
        n.Load("queryLength");
        n.Load("keyLength");
    }

    /// <summary>Where the plan of a head begins.</summary>
    public static void EmitPlan(CudaFragments n, PtxRegister headOfAll)
    {
        var ptx = n.Ptx;
        using (ptx.Block())
        {
            PtxRegister plans = ptx.Register("plans", PtxType.B32), which = ptx.Register("which", PtxType.B32), first = ptx.Register("first", PtxType.B32);
            PtxRegister isOnly = ptx.Register("isOnly", PtxType.Pred), at = ptx.Register("at", PtxType.B64);
            ptx.LoadParameter(n.Wide("plan"), "plan");
            ptx.ToGlobal(n.Wide("plan"), n.Wide("plan"));
            ptx.LoadParameter(plans, "plans");
            ptx.Compare("eq", isOnly, plans, 1);
            ptx.Select(which, 0, headOfAll, isOnly);
            ptx.MultiplyAddWide(at, which, 4, n.Wide("plan"));
            ptx.LoadGlobal("b32", first, at);
            ptx.MultiplyAddWide(n.Wide("planAt"), first, 4, n.Wide("plan"));
        }
    }

    /// <summary>The runs of the query tile whose entry in the plan is given.</summary>
    public static void EmitRuns(CudaFragments n, PtxRegister at)
    {
        n.Ptx.LoadGlobal("b32", n["firstRun"], at);
        n.Ptx.LoadGlobal("b32", n["lastRun"], at, 4);
    }

    /// <summary>Before the first tile.</summary>
    public static void EmitStart(CudaNames n)
    {
        var ptx = n.Ptx;
        ptx.Move(n["run"], n["firstRun"]);
        ptx.Move(n["tile"], 0);
        ptx.Move(n["endTile"], 0);
        if (n.IsDecode)
            ptx.Move(n["passed"], 0);
        for (var i = 0; i < n.Config.Stages - 1; i++)
            ptx.Move(n[$"ahead{i}"], WarmUp);
        ptx.Move(n["loadAt"], n["sharedAt"]);
        ptx.Move(n["computeAt"], n["sharedAt"]);
    }

    /// <summary>The tile that was fetched longest ago is the current one.</summary>
    public static void EmitShift(CudaNames n)
    {
        n.Ptx.Move(n["current"], n["ahead0"]);
        for (var i = 1; i < n.Config.Stages - 1; i++)
            n.Ptx.Move(n[$"ahead{i - 1}"], n[$"ahead{i}"]);
    }

    /// <summary>The next tile: twice its number, plus 1 when it is Full.</summary>
    /// <param name="n">The kernel.</param>
    /// <param name="ahead">What becomes it, or <see cref="Nothing"/>.</param>
    public static void EmitNext(CudaFragments n, PtxRegister ahead)
    {
        var ptx = n.Ptx;
        PtxLabel nextRun = ptx.Label("NEXT_RUN"), found = ptx.Label("FOUND"), fetched = ptx.Label("FETCHED");
        ptx.Comment("The tile to load: the next one of the run, or the first one of the next run.");
        ptx.Place(nextRun);
        ptx.Compare("lt", n.Predicate("isOver"), n["tile"], n["endTile"]);
        ptx.When(n.Predicate("isOver")).Branch(found);
        ptx.Move(ahead, Nothing);
        ptx.Compare("ge", n.Predicate("isOver"), n["run"], n["lastRun"]);
        ptx.When(n.Predicate("isOver")).Branch(fetched);
        using (ptx.Block())
        {
            PtxRegister at = ptx.Register("at", PtxType.B64), count = ptx.Register("count", PtxType.B32);
            ptx.MultiplyAddWide(at, n["run"], 8, n.Wide("plan"));
            ptx.LoadGlobalPair(n["tile"], count, at);
            ptx.Add(n["run"], n["run"], 1);
            ptx.And(n["runIsFull"], count, 1);
            ptx.ShiftRight(count, count, 1);
            if (n.IsDecode)
                CudaDecode.EmitShare(n, count);
            else
                ptx.Add(n["endTile"], n["tile"], count);
        }
        ptx.Branch(nextRun);
        ptx.Place(found);
        ptx.MultiplyAdd(ahead, n["tile"], 2, n["runIsFull"]);
        ptx.Add(n["tile"], n["tile"], 1);
        ptx.Place(fetched);
    }
}
