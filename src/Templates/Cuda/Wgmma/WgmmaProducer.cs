using KernelGen.Templates.Cuda.Ptx;

namespace KernelGen.Templates.Cuda.Wgmma;

/// <summary>
/// The warpgroup that loads. One thread walks the block's query tiles and their plans, and has the copy engine bring queries, keys and values;
/// beside each barrier lies a message for those who compute: which rows, which key tile. They know nothing else of the plan. Where values are to be
/// transposed, the other three warps do that.
/// </summary>
internal static class WgmmaProducer
{
    private static readonly string[] s_sizes = ["queryHeads", "groupSize", "queryTiles", "heads", "sectionHeads"];

    /// <summary>Writes the role.</summary>
    public static void Emit(WgmmaNames n, PtxLabel end)
    {
        var ptx = n.Ptx;
        PtxLabel pass = ptx.Label("PRODUCE"), over = ptx.Label("PRODUCED"), transpose = ptx.Label("TRANSPOSERS");
        ptx.Step($"The producer: one thread loads. The others of its warp wait for the end, those of its other warps {(n.Layout.Transposes ? "transpose" : "end here")}.");
        if (WgmmaFeasibility.SetsRegisters(n.Config))
            ptx.SetRegisters(isMore: false, WgmmaFeasibility.ProducerRegisters(n.Spec, n.Config));
        if (n.Layout.Transposes)
        {
            ptx.Compare("ge", n.Predicate("isTransposer"), n["thread"], CudaConfig.WarpThreads);
            ptx.When(n.Predicate("isTransposer")).Branch(transpose);
        }
        if (!n.Layout.Transposes || !n.MayLeak)
        {
            ptx.Compare("ge", n.Predicate("isIdle"), n["thread"], n.MayLeak ? CudaConfig.WarpThreads : 1);
            ptx.When(n.Predicate("isIdle")).Branch(end);
        }
        EmitStart(n);
        ptx.Place(pass);
        if (n.MayLeak)
        {
            ptx.Compare("ne", n.Predicate("isIdle"), n["thread"], 0);
            ptx.When(n.Predicate("isIdle")).Branch(over);
        }
        EmitItems(n);
        ptx.Place(over);
        if (n.MayLeak)
            WgmmaLeak.EmitProducerEnd(n, pass);
        ptx.Branch(end);
        if (!n.Layout.Transposes)
            return;
        ptx.Place(transpose);
        WgmmaTransposer.Emit(n);
        ptx.Branch(end);
    }

    private static void EmitStart(WgmmaNames n)
    {
        var ptx = n.Ptx;
        foreach (var tensor in WgmmaMap.Tensors)
        {
            ptx.MapAddress(n.Wide(tensor + "Map"), WgmmaParameters.Map(tensor));
            ptx.PrefetchMap(n.Wide(tensor + "Map"));
        }
        Ring(n).EmitStart(phase: 1);
        ptx.Move(n["queryPhase"], 1);
    }

    private static WgmmaRing Ring(WgmmaNames n) => new(n, "load");

    // Rounds go forth and back over the blocks, so that who has a round's dearest item has the next round's cheapest.
    private static void EmitItems(WgmmaNames n)
    {
        var ptx = n.Ptx;
        PtxLabel next = ptx.Label("NEXT_ITEM"), last = ptx.Label("LAST_ITEM");
        ptx.Step("Query tiles of this block: every grid-th one, odd rounds from the other end, so that dear and cheap ones even out.");
        foreach (var size in s_sizes)
            n.Load(size);
        ptx.Move(n["round"], 0);
        ptx.Place(next);
        using (ptx.Block())
        {
            PtxRegister grid = ptx.Register("grid", PtxType.B32), first = ptx.Register("first", PtxType.B32), items = ptx.Register("items", PtxType.B32);
            PtxRegister place = ptx.Register("place", PtxType.B32), other = ptx.Register("other", PtxType.B32), isOdd = ptx.Register("isOdd", PtxType.Pred);
            ptx.Move(grid, PtxOperand.Special("nctaid.x"));
            ptx.Multiply(first, n["round"], grid);
            ptx.Multiply(items, n["heads"], n["queryTiles"]);
            ptx.Compare("ge", n.Predicate("isOver"), first, items);
            ptx.When(n.Predicate("isOver")).Branch(last);
            ptx.Move(place, PtxOperand.Special("ctaid.x"));
            ptx.Subtract(other, grid, place);
            ptx.Subtract(other, other, 1);
            ptx.And(n["item"], n["round"], 1);
            ptx.Compare("ne", isOdd, n["item"], 0);
            ptx.Select(place, other, place, isOdd);
            ptx.Add(n["item"], first, place);
            ptx.Add(n["round"], n["round"], 1);
            ptx.Compare("ge", n.Predicate("isOver"), n["item"], items);
            ptx.When(n.Predicate("isOver")).Branch(next);
        }
        EmitPlace(n);
        EmitQueries(n);
        EmitTiles(n);
        ptx.Branch(next);
        ptx.Place(last);
        ptx.Comment("No more work: a message without a query tile.");
        ptx.Wait(n["sharedAt"], n.Layout.QueryRecord + WgmmaLayout.QueryEmpty, n["queryPhase"]);
        ptx.Xor(n["queryPhase"], n["queryPhase"], 1);
        ptx.Move(n["firstRow"], -1);
        ptx.StoreShared(n["sharedAt"], n.Layout.QueryRecord + WgmmaLayout.FirstRow, n["firstRow"]);
        ptx.Arrive(n["sharedAt"], n.Layout.QueryRecord + WgmmaLayout.QueryFull);
    }

    // Items are numbered by section, place and head: all heads of a section take their dearest tile first.
    private static void EmitPlace(WgmmaNames n)
    {
        var ptx = n.Ptx;
        ptx.Comment("Its head and query tile. A section's heads come one after the other, first with the dearest tile of each, so that neighbours read the same keys.");
        using (ptx.Block())
        {
            PtxRegister size = ptx.Register("size", PtxType.B32), section = ptx.Register("section", PtxType.B32), first = ptx.Register("firstHead", PtxType.B32);
            PtxRegister count = ptx.Register("count", PtxType.B32), place = ptx.Register("place", PtxType.B32), at = ptx.Register("at", PtxType.B64);
            ptx.Multiply(size, n["sectionHeads"], n["queryTiles"]);
            ptx.Divide(section, n["item"], size);
            ptx.Remainder(n["item"], n["item"], size);
            ptx.Multiply(first, section, n["sectionHeads"]);
            ptx.Subtract(count, n["heads"], first);
            ptx.Minimum(count, count, n["sectionHeads"]);
            ptx.Divide(place, n["item"], count);
            ptx.Remainder(n["headOfAll"], n["item"], count);
            ptx.Add(n["headOfAll"], n["headOfAll"], first);
            ptx.Divide(n["batch"], n["headOfAll"], n["queryHeads"]);
            ptx.Remainder(n["head"], n["headOfAll"], n["queryHeads"]);
            ptx.Divide(n["kvHead"], n["head"], n["groupSize"]);
            CudaPlan.EmitPlan(n, n["headOfAll"]);
            ptx.Add(place, place, n["queryTiles"]);
            ptx.Add(place, place, 1);
            ptx.MultiplyAddWide(at, place, 4, n.Wide("planAt"));
            ptx.LoadGlobal("b32", place, at);
            ptx.Multiply(n["firstRow"], place, n.Config.QueryTile);
            ptx.MultiplyAddWide(at, place, 4, n.Wide("planAt"));
            CudaPlan.EmitRuns(n, at);
        }
        ptx.Move(n["run"], n["firstRun"]);
        ptx.Move(n["tile"], 0);
        ptx.Move(n["endTile"], 0);
        CudaPlan.EmitNext(n, n["ahead"]);
    }

    private static void EmitQueries(WgmmaNames n)
    {
        var ptx = n.Ptx;
        PtxLabel none = ptx.Label("NO_TILES"), sent = ptx.Label("QUERIES_SENT");
        ptx.Step("The queries, once those before them are done with; none where no key tile is seen.");
        ptx.Wait(n["sharedAt"], n.Layout.QueryRecord + WgmmaLayout.QueryEmpty, n["queryPhase"]);
        ptx.Xor(n["queryPhase"], n["queryPhase"], 1);
        ptx.StoreShared(n["sharedAt"], n.Layout.QueryRecord + WgmmaLayout.FirstRow, n["firstRow"]);
        ptx.StoreShared(n["sharedAt"], n.Layout.QueryRecord + WgmmaLayout.Batch, n["batch"]);
        ptx.StoreShared(n["sharedAt"], n.Layout.QueryRecord + WgmmaLayout.Head, n["head"]);
        ptx.Compare("ge", n.Predicate("isSeen"), n["ahead"], 0);
        ptx.Select(n["message"], 1, 0, n.Predicate("isSeen"));
        ptx.StoreShared(n["sharedAt"], n.Layout.QueryRecord + WgmmaLayout.HasTiles, n["message"]);
        ptx.Unless(n.Predicate("isSeen")).Branch(none);
        ptx.ArriveExpecting(n["sharedAt"], n.Layout.QueryRecord + WgmmaLayout.QueryFull, n.Layout.QueryBytes);
        EmitPanels(
            n, "query", n.Panels.KeyPanels, n.Panels.QueryPanelBytes, n["sharedAt"], n.Layout.QueryOffset, n["firstRow"], n["head"],
            n["sharedAt"], n.Layout.QueryRecord + WgmmaLayout.QueryFull);
        ptx.Branch(sent);
        ptx.Place(none);
        ptx.Arrive(n["sharedAt"], n.Layout.QueryRecord + WgmmaLayout.QueryFull);
        ptx.Place(sent);
    }

    private static void EmitTiles(WgmmaNames n)
    {
        var (ptx, panels, ring) = (n.Ptx, n.Panels, Ring(n));
        PtxLabel next = ptx.Label("NEXT_LOAD"), done = ptx.Label("LOADED");
        ptx.Step($"2 Walk the key tiles of the plan, as far as {n.Config.Stages} stages allow ahead of the products.");
        ptx.Place(next);
        ptx.Compare("lt", n.Predicate("isOver"), n["ahead"], 0);
        ptx.When(n.Predicate("isOver")).Branch(done);
        ptx.Move(n["current"], n["ahead"]);
        CudaPlan.EmitNext(n, n["ahead"]);
        using (ptx.Block())
        {
            PtxRegister row = ptx.Register("row", PtxType.B32), isLast = ptx.Register("isLast", PtxType.Pred), last = ptx.Register("last", PtxType.B32);
            ptx.Comment("The message: four times the tile, plus 2 when it is Full, plus 1 when no other follows.");
            ptx.Compare("lt", isLast, n["ahead"], 0);
            ptx.Select(last, 1, 0, isLast);
            ptx.MultiplyAdd(n["message"], n["current"], 2, last);
            ptx.ShiftRight(row, n["current"], 1);
            ptx.Multiply(row, row, n.Config.KeyTile);
            PtxRegister record = ring.EmitRecord(), data = ring.EmitData();
            ring.EmitWait(WgmmaLayout.KeyEmpty);
            ptx.StoreShared(record, n.Layout.StageRecords + WgmmaLayout.Tile, n["message"]);
            ptx.ArriveExpecting(record, n.Layout.StageRecords + WgmmaLayout.KeyFull, panels.KeyPanels * panels.PanelBytes);
            EmitPanels(n, "key", panels.KeyPanels, panels.PanelBytes, data, 0, row, n["kvHead"], record, n.Layout.StageRecords + WgmmaLayout.KeyFull);
            ring.EmitWait(WgmmaLayout.ValueEmpty);
            if (n.Layout.Transposes)
                ptx.StoreShared(record, n.Layout.StageRecords + WgmmaLayout.IsLastValue, last);
            ptx.ArriveExpecting(record, n.Layout.StageRecords + WgmmaLayout.ValueFull, panels.ValuePanels * panels.PanelBytes);
            EmitPanels(n, "value", panels.ValuePanels, panels.PanelBytes, data, panels.ValueOffset, row, n["kvHead"], record, n.Layout.StageRecords + WgmmaLayout.ValueFull);
        }
        ring.EmitNext();
        ptx.Branch(next);
        ptx.Place(done);
    }

    private static void EmitPanels(
        WgmmaNames n, string tensor, int panels, int panelBytes, PtxRegister to, int offset, PtxRegister row, PtxRegister head,
        PtxRegister barrier, int barrierOffset)
    {
        for (var panel = 0; panel < panels; panel++)
        {
            n.Ptx.Move(n["column"], panel * n.Panels.KeyRows.PanelElements);
            n.Ptx.LoadBox(to, offset + panel * panelBytes, n.Wide(tensor + "Map"), [n["column"], row, head, n["batch"]], barrier, barrierOffset);
        }
    }
}
