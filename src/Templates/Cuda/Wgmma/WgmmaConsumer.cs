using KernelGen.Templates.Cuda.Ptx;

namespace KernelGen.Templates.Cuda.Wgmma;

/// <summary>
/// A warpgroup that computes, with 64 rows of every query tile. The scores of a tile are started before the weights of the one before meet
/// their values, so that the tensor cores have work while this warpgroup has its softmax; in addition warpgroups take turns.
/// </summary>
internal static class WgmmaConsumer
{
    /// <summary>Writes the role.</summary>
    public static void Emit(WgmmaNames n)
    {
        var ptx = n.Ptx;
        PtxLabel pass = ptx.Label("CONSUME"), next = ptx.Label("NEXT_QUERIES"), last = ptx.Label("CONSUMED"), store = ptx.Label("STORE");
        ptx.Step("A consumer: this warpgroup computes.");
        if (WgmmaFeasibility.SetsRegisters(n.Config))
            ptx.SetRegisters(isMore: true, WgmmaFeasibility.ConsumerRegisters(n.Spec, n.Config));
        EmitThread(n);
        if (n.MayLeak)
            WgmmaLeak.EmitStart(n);
        ptx.Place(pass);
        ptx.Place(next);
        EmitQueries(n, last);
        EmitState(n);
        EmitWalk(n, store);
        ptx.Place(store);
        if (n.MayLeak)
            WgmmaLeak.EmitLook(n);
        CudaStore.Emit(n);
        ptx.Branch(next);
        ptx.Place(last);
        EmitMessageRead(n);
        if (n.MayLeak)
            WgmmaLeak.EmitConsumerEnd(n, pass);
        WgmmaTurns.EmitEnd(n);
        ptx.Return();
    }

    // There are no queries beside the message.
    private static void EmitMessageRead(WgmmaNames n)
    {
        n.Ptx.Comment("Every lane has read the message.");
        n.Ptx.WarpBarrier();
        n.Ptx.When(n.Predicate("isFirstLane")).Arrive(n["sharedAt"], n.Layout.QueryRecord + WgmmaLayout.QueryEmpty);
    }

    // The products of all lanes were waited for, so all have read the message too.
    private static void EmitQueriesDone(WgmmaNames n)
    {
        var ptx = n.Ptx;
        using (ptx.Block())
        {
            var isDone = ptx.Register("isDone", PtxType.Pred);
            ptx.Comment("The queries are done with after the last scores; the next ones are loaded while the rest of the tile is computed.");
            WgmmaTile.EmitIsLast(n, isDone);
            ptx.And(isDone, isDone, n.Predicate("isFirstLane"));
            ptx.When(isDone).Arrive(n["sharedAt"], n.Layout.QueryRecord + WgmmaLayout.QueryEmpty);
        }
    }

    private static void EmitThread(WgmmaNames n)
    {
        var ptx = n.Ptx;
        ptx.Comment("This thread: row lane / 4 of its warp's rows and the one 8 further, keys and columns 2 * (lane % 4) and the next of every eight.");
        ptx.Subtract(n["consumer"], n["warpgroup"], 1);
        ptx.Subtract(n["warp"], n["thread"], WgmmaConfig.WarpgroupThreads);
        ptx.ShiftRight(n["warp"], n["warp"], 5);
        ptx.And(n["lane"], n["thread"], 31);
        ptx.Compare("eq", n.Predicate("isFirstLane"), n["lane"], 0);
        ptx.ShiftRight(n["rowInWarp"], n["lane"], 2);
        ptx.And(n["quarter"], n["lane"], 3);
        ptx.ShiftLeft(n["pair"], n["quarter"], 1);
        ptx.MultiplyAdd(n["tileRow"], n["warp"], CudaConfig.MatrixRows, n["rowInWarp"]);
        WgmmaProducts.EmitQueries(n);
        WgmmaTile.Keys(n).EmitStart(phase: 0);
        WgmmaTile.Values(n).EmitStart(phase: 0);
        ptx.Move(n["queryPhase"], 0);
        foreach (var size in new[] { "queryLength", "keyLength", "queryOffset", "queryHeads", "groupSize" })
            n.Load(size);
        CudaTensorRows.EmitPlace(n);
        WgmmaTurns.EmitStart(n);
    }

    private static void EmitQueries(WgmmaNames n, PtxLabel last)
    {
        var ptx = n.Ptx;
        ptx.Step("The next query tile, which the producer says beside the barrier.");
        ptx.Wait(n["sharedAt"], n.Layout.QueryRecord + WgmmaLayout.QueryFull, n["queryPhase"]);
        ptx.Xor(n["queryPhase"], n["queryPhase"], 1);
        ptx.LoadShared(n["firstRow"], n["sharedAt"], n.Layout.QueryRecord + WgmmaLayout.FirstRow);
        ptx.Compare("lt", n.Predicate("isOver"), n["firstRow"], 0);
        ptx.When(n.Predicate("isOver")).Branch(last);
        ptx.LoadShared(n["batch"], n["sharedAt"], n.Layout.QueryRecord + WgmmaLayout.Batch);
        ptx.LoadShared(n["head"], n["sharedAt"], n.Layout.QueryRecord + WgmmaLayout.Head);
        ptx.Divide(n["kvHead"], n["head"], n["groupSize"]);
        ptx.MultiplyAdd(n["headOfAll"], n["batch"], n["queryHeads"], n["head"]);
        ptx.Add(n["threadRow"], n["firstRow"], n["tileRow"]);
        foreach (var (block, half) in n.Rows())
        {
            ptx.Add(n.Position(block, half), n["threadRow"], n["queryOffset"]);
            if (CudaFragments.RowOffset(block, half) > 0)
                ptx.Add(n.Position(block, half), n.Position(block, half), CudaFragments.RowOffset(block, half));
        }
    }

    private static void EmitState(WgmmaNames n)
    {
        var ptx = n.Ptx;
        ptx.Step("1 State per query row: running maximum, this thread's share of the running sum, and unnormalised output.");
        foreach (var (block, half) in n.Rows())
        {
            ptx.Move(n.RowFloat("maximum", block, half), float.NegativeInfinity);
            ptx.Move(n.RowFloat("sum", block, half), 0f);
        }
        foreach (var output in n.AllOutputs)
            ptx.Move(output, 0f);
        CudaSink.EmitStart(n, null);
    }

    // In the second pass of a block every tile goes the way of the first one, see WgmmaLeak.
    private static void EmitWalk(WgmmaNames n, PtxLabel store)
    {
        var ptx = n.Ptx;
        PtxLabel alone = ptx.Label("TILE_ALONE"), next = ptx.Label("NEXT_TILE"), last = ptx.Label("LAST_TILE"), guarded = ptx.Label("GUARDED");
        ptx.Comment("Where no key is seen there is no tile: the state is the result.");
        ptx.LoadShared(n["hasTiles"], n["sharedAt"], n.Layout.QueryRecord + WgmmaLayout.HasTiles);
        ptx.Compare("ne", n.Predicate("isSeen"), n["hasTiles"], 0);
        ptx.When(n.Predicate("isSeen")).Branch(alone);
        EmitMessageRead(n);
        ptx.Branch(store);
        ptx.Step("2 The first tile has no values to be multiplied meanwhile.");
        ptx.Place(alone);
        WgmmaTile.EmitKeys(n);
        WgmmaProducts.EmitScores(n);
        ptx.WaitForProducts(0);
        EmitQueriesDone(n);
        if (n.MayLeak)
            ptx.When(n.Predicate("isGuarded")).Branch(guarded);
        WgmmaTile.EmitKeysDone(n);
        if (n.MayLeak)
            ptx.Place(guarded);
        WgmmaTile.EmitSteps(n);
        CudaSoftmax.EmitWeights(n);
        if (n.MayLeak)
            WgmmaLeak.EmitTile(n, alone, store);
        WgmmaTile.EmitIsLast(n, n.Predicate("isOver"));
        ptx.When(n.Predicate("isOver")).Branch(last);

        ptx.Step("2 The next tile: its scores are computed while the weights of the one before meet their values, and these while it has its softmax.");
        ptx.Place(next);
        WgmmaTile.EmitKeys(n);
        if (n.Config.TakesTurns)
            ptx.Comment("This warpgroup's turn to start products.");
        WgmmaTurns.EmitWait(n);
        WgmmaProducts.EmitScores(n);
        WgmmaTile.EmitValues(n);
        WgmmaProducts.EmitOutputs(n);
        WgmmaTurns.EmitPass(n);
        ptx.Comment("The scores are there; the outputs are computed meanwhile.");
        ptx.WaitForProducts(1);
        WgmmaTile.EmitKeysDone(n);
        EmitQueriesDone(n);
        WgmmaTile.EmitSteps(n);
        ptx.Comment("The outputs are there, and the weights before are free.");
        ptx.WaitForProducts(0);
        WgmmaTile.EmitValuesDone(n);
        CudaAccumulate.EmitRescale(n);
        CudaSoftmax.EmitWeights(n);
        WgmmaTile.EmitIsLast(n, n.Predicate("isOver"));
        ptx.Unless(n.Predicate("isOver")).Branch(next);

        ptx.Place(last);
        ptx.Step("2 The last weights and their values.");
        WgmmaTile.EmitValues(n);
        WgmmaProducts.EmitOutputs(n);
        ptx.WaitForProducts(0);
        WgmmaTile.EmitValuesDone(n);
    }
}
