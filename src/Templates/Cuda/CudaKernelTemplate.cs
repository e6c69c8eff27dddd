using KernelGen.Templates.Cuda.Ptx;
using KernelGen.Templates.Specs;

namespace KernelGen.Templates.Cuda;

/// <summary>
/// Writes a <c>cuda.mma</c> kernel: the steps 1, 2a to 2d and 3 that every family shares, each with a file of its own beside this one.
/// A block of warps has a query tile; what a thread holds of scores and output lies as the matrix instructions leave it.
/// </summary>
public static class CudaKernelTemplate
{
    /// <summary>The version of this emitter. Raise it when emitted code changes speed or results: what was measured before is then stale.</summary>
    public const int EmitterVersion = 2;

    /// <summary>The name of the decode kernel.</summary>
    internal const string DecodeName = "decode";

    /// <summary>Writes the kernel with a block for each query tile, or in decoding for each share of the keys.</summary>
    internal static void Emit(PtxWriter ptx, AttentionSpec spec, CudaConfig config, bool isDecode)
    {
        var n = new CudaNames(ptx, spec, config, isDecode);
        var parameters = isDecode ? CudaParameters.Decode(spec) : CudaParameters.Prefill(spec);
        ptx.Entry(isDecode ? DecodeName : config.EntryName, Summary(n), parameters, config.Threads, () => EmitBody(n));
    }

    private static string Summary(CudaNames n)
    {
        var (config, layout) = (n.Config, n.Layout);
        var rows = n.IsDecode ? $"each with the same 16 rows and {config.WarpKeys} keys of every tile" : $"each with {16 * n.RowBlocks} of the rows";
        return $"""
            {config.Id}{(n.IsDecode ? ", decoding" : "")}: {config.Warps} warps, {rows}; {config.QueryTile} query rows x {config.KeyTile} keys per tile.
            Shared memory: {config.Stages} stages of {layout.StageBytes} bytes, keys then values{(layout.FactorRows is null ? "" : ", then factors of the low-rank bias")}{(layout.QueriesShareStage ? "; the queries pass through the last one" : $"; then the queries")}. {layout.SharedBytes} bytes in all.
            """.Replace("\r", "");
    }

    private static void EmitBody(CudaNames n)
    {
        var ptx = n.Ptx;
        EmitThread(n);
        if (n.IsDecode)
            CudaDecode.EmitPlace(n);
        else
            CudaPlan.EmitPlace(n);
        CudaTensorRows.EmitPlace(n);
        CudaStaging.EmitPlace(n);
        CudaColumns.EmitStart(n);
        if (n.MayLeak)
            CudaLeak.EmitStart(n);
        EmitState(n);
        CudaSink.EmitStart(n, n.IsDecode && n.Spec.SinkLogit is not null ? CudaDecode.EmitIsFirst(n) : null);
        CudaStaging.EmitQueries(n);
        EmitWalk(n);
        if (n.MayLeak)
            CudaLeak.EmitCheck(n);
        if (n.IsDecode)
            CudaDecode.EmitStore(n);
        else
            CudaStore.Emit(n);
        CudaColumns.EmitNext(n);
        ptx.Return();
    }

    // Which rows, keys and columns a thread has, and where in shared memory its matrices begin.
    private static void EmitThread(CudaNames n)
    {
        var ptx = n.Ptx;
        ptx.Comment("This thread: row lane / 4 of its warp's rows and the one 8 further, keys and columns 2 * (lane % 4) and the next of every eight.");
        ptx.Move(n["thread"], PtxOperand.Special("tid.x"));
        ptx.ShiftRight(n["warp"], n["thread"], 5);
        ptx.And(n["lane"], n["thread"], 31);
        ptx.ShiftRight(n["rowInWarp"], n["lane"], 2);
        ptx.And(n["quarter"], n["lane"], 3);
        ptx.ShiftLeft(n["pair"], n["quarter"], 1);
        CudaQuads.EmitPlace(n);
        if (n.IsDecode)
            ptx.Move(n["tileRow"], n["rowInWarp"]);
        else
            ptx.MultiplyAdd(n["tileRow"], n["warp"], 16 * n.RowBlocks, n["rowInWarp"]);
        ptx.SharedAddress(n["sharedAt"]);
        ptx.Comment("Its rows for ldmatrix, so that what one product wants lies in neighbouring registers: of keys the upper eight rows last, of queries and values the upper pieces.");
        EmitPlaces(n, "keyPlace", row: "lane / 16 * 8 + lane % 8", rowBit: 4, pieceBit: 3);
        EmitPlaces(n, "rowPlace", row: "lane % 16", rowBit: 3, pieceBit: 4);
        if (n.Spec.Precision == ElementType.Float32)
            EmitValuePlace(n);
    }

    // Where a lane's row of four matrices begins, for the first pair of pieces.
    private static void EmitPlaces(CudaNames n, string name, string row, int rowBit, int pieceBit)
    {
        var ptx = n.Ptx;
        using (ptx.Block())
        {
            PtxRegister upper = ptx.Register("upper", PtxType.B32), piece = ptx.Register("piece", PtxType.B32), rowAt = ptx.Register("rowAt", PtxType.B32);
            ptx.Comment($"Row {row}; piece c of row r lies at place c xor r % 8.");
            ptx.And(rowAt, n["lane"], 7);
            ptx.ShiftRight(upper, n["lane"], rowBit);
            ptx.And(upper, upper, 1);
            ptx.ShiftRight(piece, n["lane"], pieceBit);
            ptx.And(piece, piece, 1);
            ptx.Xor(piece, piece, rowAt);
            ptx.MultiplyAdd(rowAt, upper, 8, rowAt);
            ptx.ShiftLeft(rowAt, rowAt, 7);
            ptx.MultiplyAdd(n[name], piece, CudaLayout.PieceBytes, rowAt);
        }
    }

    // Values of float32 are read one by one: of two neighbouring keys, and column lane / 4 of eight.
    private static void EmitValuePlace(CudaNames n)
    {
        var ptx = n.Ptx;
        using (ptx.Block())
        {
            PtxRegister place = ptx.Register("place", PtxType.B32), column = ptx.Register("column", PtxType.B32);
            ptx.Comment("Row 2 * (lane % 4), element lane / 4.");
            ptx.ShiftRight(place, n["rowInWarp"], 2);
            ptx.Xor(place, place, n["pair"]);
            ptx.Multiply(place, place, CudaLayout.PieceBytes);
            ptx.MultiplyAdd(place, n["pair"], CudaLayout.RowBytes, place);
            ptx.And(column, n["rowInWarp"], 3);
            ptx.MultiplyAdd(n["valuePlace"], column, sizeof(float), place);
        }
    }

    private static void EmitState(CudaNames n)
    {
        var ptx = n.Ptx;
        ptx.Step("1 State per query row: running maximum, this thread's share of the running sum, and unnormalised output.");
        foreach (var (block, half) in n.Rows())
        {
            ptx.Move(n.RowFloat("maximum", block, half), float.NegativeInfinity);
            ptx.Move(n.RowFloat("sum", block, half), 0f);
        }
        for (var block = 0; block < n.RowBlocks; block++)
        {
            for (var group = 0; group < n.ColumnGroups; group++)
            {
                foreach (var output in n.Outputs(block, group))
                    ptx.Move(output, 0f);
            }
        }
    }

    // Loads run ahead of the products by all stages but one. The first turns only load: the queries are read once they are under way.
    private static void EmitWalk(CudaNames n)
    {
        var ptx = n.Ptx;
        PtxLabel next = ptx.Label("NEXT_TILE"), load = ptx.Label("LOAD"), compute = ptx.Label("COMPUTE"), done = ptx.Label("DONE");
        ptx.Step($"2 Walk the key tiles of the plan; loads run {n.Config.Stages - 1} ahead.");
        CudaPlan.EmitStart(n);
        ptx.Place(next);
        CudaPlan.EmitShift(n);
        ptx.Compare("eq", n.Predicate("isOver"), n["current"], CudaPlan.Nothing);
        ptx.When(n.Predicate("isOver")).Branch(done);
        ptx.Compare("eq", n.Predicate("isWarmUp"), n["current"], CudaPlan.WarmUp);
        ptx.When(n.Predicate("isWarmUp")).Branch(load);
        ptx.Comment("The tile has come, for every thread; and every thread is through with the stage that is filled next.");
        ptx.WaitForCopies(n.Config.Stages - 2);
        ptx.Barrier();
        ptx.Place(load);
        CudaPlan.EmitNext(n, n[$"ahead{n.Config.Stages - 2}"]);
        CudaStaging.EmitTile(n);
        ptx.Unless(n.Predicate("isWarmUp")).Branch(compute);
        EmitWarmUp(n, next);
        ptx.Place(compute);
        EmitTile(n);
        ptx.Branch(next);
        ptx.Place(done);
    }

    private static void EmitWarmUp(CudaNames n, PtxLabel next)
    {
        var ptx = n.Ptx;
        if (n.Layout.KeepsQueries)
        {
            ptx.Compare("eq", n.Predicate("isOver"), n["ahead0"], CudaPlan.WarmUp);
            ptx.When(n.Predicate("isOver")).Branch(next);
            CudaScores.EmitQueries(n);
        }
        ptx.Branch(next);
    }

    private static void EmitTile(CudaNames n)
    {
        var ptx = n.Ptx;
        ptx.And(n["isFullBit"], n["current"], 1);
        ptx.Compare("ne", n.Predicate("isFull"), n["isFullBit"], 0);
        ptx.ShiftRight(n["firstKey"], n["current"], 1);
        ptx.Multiply(n["firstKey"], n["firstKey"], n.Config.KeyTile);
        ptx.Add(n["threadKey"], n["firstKey"], n["pair"]);
        if (n.IsDecode)
            ptx.MultiplyAdd(n["threadKey"], n["warp"], n.Config.WarpKeys, n["threadKey"]);
        CudaStaging.EmitComputeStage(n);
        CudaScores.Emit(n);
        CudaTensorRows.EmitTile(n);
        CudaScoreFunction.Emit(n);
        CudaMask.Emit(n);
        CudaSoftmax.Emit(n);
        CudaAccumulate.Emit(n);
        CudaStaging.EmitNextComputeStage(n);
    }
}
