using KernelGen.Templates.Cuda.Ptx;

namespace KernelGen.Templates.Cuda;

/// <summary>
/// Brings Q, K and V into shared memory, and the factors of a low-rank bias. Eight threads bring 128 bytes of a row, 16 bytes each, by
/// asynchronous copies; what is past the end of a row or of the rows becomes 0.
/// </summary>
internal static class CudaStaging
{
    private static readonly string[] s_strides = ["BatchStride", "HeadStride", "RowStride"];

    /// <summary>Where this thread's pieces of K and V are, and on which multiples everything lies.</summary>
    public static void EmitPlace(CudaNames n)
    {
        var ptx = n.Ptx;
        ptx.Step($"What this thread loads: piece thread % 8 of rows thread / 8, {n.Layout.LoadRows} rows further, and so on.");
        ptx.ShiftRight(n["loadRow"], n["thread"], 3);
        ptx.And(n["loadPiece"], n["thread"], 7);
        ptx.And(n["loadPlace"], n["loadRow"], 7);
        ptx.Xor(n["loadPlace"], n["loadPlace"], n["loadPiece"]);
        ptx.ShiftLeft(n["loadPlace"], n["loadPlace"], 4);
        ptx.MultiplyAdd(n["loadPlace"], n["loadRow"], CudaLayout.RowBytes, n["loadPlace"]);
        ptx.Add(n["stagesEnd"], n["sharedAt"], n.Config.Stages * n.Layout.StageBytes);
        foreach (var shape in n.Layout.Shapes)
            CudaRows.EmitTail(n, shape);
        EmitAlignment(n);
        foreach (var tensor in new[] { "key", "value" })
            EmitAddress(n, n.Wide(tensor + "At"), tensor, n["kvHead"], n["loadRow"]);
        CudaLowRank.EmitPlace(n);
        ptx.Add(n["queryMatrix"], n["rowPlace"], n["sharedAt"]);
        if (n.IsDecode)
            ptx.Multiply(n["warpKeyAt"], n["warp"], n.Config.WarpKeys * CudaLayout.RowBytes);
        else
            ptx.MultiplyAdd(n["queryMatrix"], n["warp"], 16 * n.RowBlocks * CudaLayout.RowBytes, n["queryMatrix"]);
    }

    /// <summary>The address of this thread's piece of a row of a tensor.</summary>
    public static void EmitAddress(CudaNames n, PtxRegister at, string tensor, PtxRegister head, PtxRegister row)
    {
        var ptx = n.Ptx;
        using (ptx.Block())
        {
            PtxRegister stride = ptx.Register("stride", PtxType.B64), index = ptx.Register("index", PtxType.B64), offset = ptx.Register("offset", PtxType.B64);
            ptx.Move(offset, 0);
            foreach (var (number, name) in new[] { n["batch"], head, row }.Zip(s_strides, (number, name) => (number, name)))
            {
                ptx.LoadParameter(stride, tensor + name);
                ptx.Widen(index, number);
                ptx.MultiplyAdd(offset, index, stride, offset);
            }
            ptx.LoadParameter(at, tensor);
            ptx.ToGlobal(at, at);
            ptx.MultiplyAdd(at, offset, n.Layout.ElementBytes, at);
        }
        ptx.MultiplyAddWide(at, n["loadPiece"], CudaLayout.PieceBytes, at);
    }

    /// <summary>Starts to load the query tile.</summary>
    public static void EmitQueries(CudaNames n)
    {
        var ptx = n.Ptx;
        var (layout, config) = (n.Layout, n.Config);
        ptx.Step("Start to load the query tile.");
        var rows = new CudaRows(n, layout.KeyRows, layout.QueryPanelBytes, n["alignment"]);
        using (ptx.Block())
        {
            PtxRegister place = ptx.Register("place", PtxType.B32), row = ptx.Register("row", PtxType.B32);
            ptx.Add(place, n["sharedAt"], n["loadPlace"]);
            ptx.Add(row, n["firstRow"], n["loadRow"]);
            if (n.IsDecode)
            {
                for (var i = 0; i < config.QueryTile / layout.LoadRows; i++)
                    CudaDecode.EmitQueryRow(n, rows, row, place, i);
            }
            else
            {
                EmitQueryRows(n, rows, row, place);
            }
        }
        ptx.CommitCopies();
    }

    /// <summary>Starts to load the keys and values of the tile that was fetched, if there is one.</summary>
    public static void EmitTile(CudaNames n)
    {
        var ptx = n.Ptx;
        var (layout, config) = (n.Layout, n.Config);
        var ahead = n[$"ahead{config.Stages - 2}"];
        var loaded = ptx.Label("LOADED");
        ptx.Comment("Start to load its keys and values.");
        ptx.Compare("lt", n.Predicate("isOver"), ahead, 0);
        ptx.When(n.Predicate("isOver")).Branch(loaded);
        using (ptx.Block())
        {
            PtxRegister firstKey = ptx.Register("loadKey", PtxType.B32), remaining = ptx.Register("remaining", PtxType.B32), place = ptx.Register("place", PtxType.B32);
            ptx.ShiftRight(firstKey, ahead, 1);
            ptx.Multiply(firstKey, firstKey, config.KeyTile);
            ptx.Add(remaining, firstKey, n["loadRow"]);
            ptx.Subtract(remaining, n["keyLength"], remaining);
            ptx.Add(place, n["loadAt"], n["loadPlace"]);
            EmitRowsOf(n, "key", layout.KeyRows, 0, firstKey, remaining, place);
            EmitRowsOf(n, "value", layout.ValueRows, layout.ValueOffset, firstKey, remaining, place);
            CudaLowRank.EmitKeys(n, firstKey, remaining, place);
        }
        ptx.Place(loaded);
        ptx.CommitCopies();
        EmitNextStage(n, n["loadAt"]);
    }

    /// <summary>The current stage, from this warp's keys on.</summary>
    public static void EmitComputeStage(CudaNames n)
    {
        if (n.IsDecode)
            n.Ptx.Add(n["warpAt"], n["computeAt"], n["warpKeyAt"]);
    }

    /// <summary>Where this warp's keys of the current stage begin.</summary>
    public static PtxRegister ComputeStage(CudaNames n) => n[n.IsDecode ? "warpAt" : "computeAt"];

    /// <summary>Where this lane's matrices begin for each pair of pieces: a pair further is two places further, by xor.</summary>
    /// <param name="n">The kernel.</param>
    /// <param name="name">What the registers are called, which the current scope declares.</param>
    /// <param name="from">Where those of the first pair begin.</param>
    /// <param name="pairs">How many pairs there are at most.</param>
    public static PtxRegister[] EmitMatrices(CudaNames n, string name, PtxRegister from, int pairs)
    {
        PtxRegister[] matrices = [.. Enumerable.Range(0, Math.Min(pairs, CudaLayout.Pieces / 2)).Select(pair => pair == 0 ? from : n.Ptx.Register($"{name}{pair}", PtxType.B32))];
        for (var pair = 1; pair < matrices.Length; pair++)
            n.Ptx.Xor(matrices[pair], from, 2 * pair * CudaLayout.PieceBytes);
        return matrices;
    }

    /// <summary>On to the stage of the next tile.</summary>
    public static void EmitNextComputeStage(CudaNames n) => EmitNextStage(n, n["computeAt"]);

    private static void EmitNextStage(CudaNames n, PtxRegister at)
    {
        n.Ptx.Add(at, at, n.Layout.StageBytes);
        n.Ptx.Compare("eq", n.Predicate("isOver"), at, n["stagesEnd"]);
        n.Ptx.Select(at, n["sharedAt"], at, n.Predicate("isOver"));
    }

    private static void EmitQueryRows(CudaNames n, CudaRows rows, PtxRegister row, PtxRegister place)
    {
        var ptx = n.Ptx;
        PtxRegister at = ptx.Register("at", PtxType.B64), step = ptx.Register("rowBytes", PtxType.B64), remaining = ptx.Register("remaining", PtxType.B32);
        var count = n.Config.QueryTile / n.Layout.LoadRows;
        ptx.Subtract(remaining, n["queryLength"], row);
        EmitAddress(n, at, "query", n["head"], row);
        EmitStep(n, "query", step);
        rows.Emit(at, step, remaining, place, n.Layout.QueryOffset, count);
        CudaLowRank.EmitQueries(n, n["head"], row, remaining, place, count);
    }

    private static void EmitRowsOf(
        CudaNames n, string tensor, CudaRowShape shape, int offset, PtxRegister firstKey, PtxRegister remaining, PtxRegister place)
    {
        var ptx = n.Ptx;
        using (ptx.Block())
        {
            PtxRegister at = ptx.Register("at", PtxType.B64), key = ptx.Register("key64", PtxType.B64), step = ptx.Register("step", PtxType.B64);
            ptx.LoadParameter(step, tensor + "RowStride");
            ptx.Widen(key, firstKey);
            ptx.Multiply(key, key, n.Layout.ElementBytes);
            ptx.MultiplyAdd(at, key, step, n.Wide(tensor + "At"));
            EmitStep(n, tensor, step);
            new CudaRows(n, shape, n.Layout.PanelBytes, n["alignment"]).Emit(at, step, remaining, place, offset, n.Config.KeyTile / n.Layout.LoadRows);
        }
    }

    // Bytes from one row of this thread to the next.
    private static void EmitStep(CudaNames n, string tensor, PtxRegister step)
    {
        n.Ptx.LoadParameter(step, tensor + "RowStride");
        n.Ptx.Multiply(step, step, n.Layout.LoadRows * n.Layout.ElementBytes);
    }

    // The lowest bits of all addresses and strides: what has none of them is a multiple of 16 bytes.
    private static void EmitAlignment(CudaNames n)
    {
        var ptx = n.Ptx;
        ptx.Comment("How wide copies can be: the bits of addresses and strides, in bytes.");
        using (ptx.Block())
        {
            PtxRegister strides = ptx.Register("strides", PtxType.B64), next = ptx.Register("next", PtxType.B64), bits = ptx.Register("bits", PtxType.B64);
            ptx.Move(strides, 0);
            ptx.Move(bits, 0);
            foreach (var tensor in new[] { "query", "key", "value" })
            {
                ptx.LoadParameter(next, tensor);
                ptx.Or(bits, bits, next);
                foreach (var stride in s_strides)
                {
                    ptx.LoadParameter(next, tensor + stride);
                    ptx.Or(strides, strides, next);
                }
            }
            ptx.Multiply(strides, strides, n.Layout.ElementBytes);
            ptx.Or(bits, bits, strides);
            ptx.Narrow(n["alignment"], bits);
        }
    }
}
