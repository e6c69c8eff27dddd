using KernelGen.Templates.Cuda.Ptx;

namespace KernelGen.Templates.Cuda;

/// <summary>
/// Brings Q, K and V into shared memory. Eight threads bring a row of 64 elements, 16 bytes each, by asynchronous copies; what is past the end
/// of a row or of the rows becomes 0. Where a tensor does not lie on multiples of 16 bytes, elements are loaded one by one.
/// </summary>
internal static class CudaStaging
{
    /// <summary>Where this thread's pieces of K and V are, and whether everything is aligned.</summary>
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
        ptx.ShiftLeft(n["pieceElement"], n["loadPiece"], 3);
        ptx.Add(n["stagesEnd"], n["sharedAt"], n.Config.Stages * n.Layout.StageBytes);
        EmitTail(n, "key", n.Spec.HeadDim);
        if (n.Spec.ValueHeadDim != n.Spec.HeadDim)
            EmitTail(n, "value", n.Spec.ValueHeadDim);
        ptx.Move(n.Wide("misaligned"), 0);
        EmitTensor(n, "query", n.IsDecode ? null : n["head"]);
        EmitRowsOf(n, "key");
        EmitRowsOf(n, "value");
        using (ptx.Block())
        {
            var bits = ptx.Register("bits", PtxType.B64);
            ptx.And(bits, n.Wide("misaligned"), CudaLayout.PieceBytes - 1);
            ptx.Compare("eq", n.Predicate("isAligned"), bits, 0);
        }
        for (var piece = 0; piece < 4; piece++)
        {
            ptx.Add(n[$"queryMatrix{piece}"], n[$"rowPlace{piece}"], n["sharedAt"]);
            if (!n.IsDecode)
                ptx.MultiplyAdd(n[$"queryMatrix{piece}"], n["warp"], 16 * n.RowBlocks * CudaLayout.RowBytes, n[$"queryMatrix{piece}"]);
        }
        if (n.IsDecode)
            ptx.Multiply(n["warpKeyAt"], n["warp"], n.Config.WarpKeys * CudaLayout.RowBytes);
    }

    /// <summary>Starts to load the query tile.</summary>
    public static void EmitQueries(CudaNames n)
    {
        var ptx = n.Ptx;
        var (layout, config) = (n.Layout, n.Config);
        ptx.Step("Start to load the query tile.");
        ptx.Add(n["queryPlace"], n["sharedAt"], layout.QueryOffset);
        ptx.Add(n["queryPlace"], n["queryPlace"], n["loadPlace"]);
        var rows = new CudaRows(n, "key", n.Spec.HeadDim, layout.KeyPanels, layout.QueryPanelBytes);
        if (n.IsDecode)
        {
            for (var i = 0; i < config.QueryTile / layout.LoadRows; i++)
                CudaDecode.EmitQueryRow(n, rows, i);
        }
        else
        {
            using (ptx.Block())
            {
                PtxRegister row = ptx.Register("row", PtxType.B32), remaining = ptx.Register("remaining", PtxType.B32);
                PtxRegister at = ptx.Register("at", PtxType.B64), row64 = ptx.Register("row64", PtxType.B64);
                ptx.Add(row, n["firstRow"], n["loadRow"]);
                ptx.Widen(row64, row);
                ptx.MultiplyAdd(at, row64, n.Wide("queryRowBytes"), n.Wide("queryAt"));
                ptx.Subtract(remaining, n["queryLength"], row);
                var step = ptx.Register("step", PtxType.B64);
                ptx.Multiply(step, n.Wide("queryRowBytes"), layout.LoadRows);
                rows.Emit(at, step, remaining, n["queryPlace"], 0, config.QueryTile / layout.LoadRows);
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
            PtxRegister tile = ptx.Register("loadTile", PtxType.B32), remaining = ptx.Register("remaining", PtxType.B32), place = ptx.Register("place", PtxType.B32);
            PtxRegister tile64 = ptx.Register("tile64", PtxType.B64), at = ptx.Register("at", PtxType.B64);
            ptx.ShiftRight(tile, ahead, 1);
            ptx.Widen(tile64, tile);
            ptx.Multiply(remaining, tile, config.KeyTile);
            ptx.Add(remaining, remaining, n["loadRow"]);
            ptx.Subtract(remaining, n["keyLength"], remaining);
            ptx.Add(place, n["loadAt"], n["loadPlace"]);
            ptx.MultiplyAdd(at, tile64, n.Wide("keyTileBytes"), n.Wide("keyAt"));
            new CudaRows(n, "key", n.Spec.HeadDim, layout.KeyPanels, layout.PanelBytes)
                .Emit(at, n.Wide("keyStep"), remaining, place, 0, config.KeyTile / layout.LoadRows);
            ptx.MultiplyAdd(at, tile64, n.Wide("valueTileBytes"), n.Wide("valueAt"));
            new CudaRows(n, n.Spec.ValueHeadDim == n.Spec.HeadDim ? "key" : "value", n.Spec.ValueHeadDim, layout.ValuePanels, layout.PanelBytes)
                .Emit(at, n.Wide("valueStep"), remaining, place, layout.ValueOffset, config.KeyTile / layout.LoadRows);
        }
        ptx.Place(loaded);
        ptx.CommitCopies();
        EmitNextStage(n, n["loadAt"]);
    }

    /// <summary>Where this thread's matrices of the current stage begin.</summary>
    public static void EmitComputeStage(CudaNames n)
    {
        var at = n["computeAt"];
        if (n.IsDecode)
        {
            at = n["warpAt"];
            n.Ptx.Add(at, n["computeAt"], n["warpKeyAt"]);
        }
        for (var piece = 0; piece < 4; piece++)
        {
            n.Ptx.Add(n[$"keyMatrix{piece}"], at, n[$"keyPlace{piece}"]);
            n.Ptx.Add(n[$"valueMatrix{piece}"], at, n[$"rowPlace{piece}"]);
        }
    }

    /// <summary>On to the stage of the next tile.</summary>
    public static void EmitNextComputeStage(CudaNames n) => EmitNextStage(n, n["computeAt"]);

    private static void EmitNextStage(CudaNames n, PtxRegister at)
    {
        n.Ptx.Add(at, at, n.Layout.StageBytes);
        n.Ptx.Compare("eq", n.Predicate("isOver"), at, n["stagesEnd"]);
        n.Ptx.Select(at, n["sharedAt"], at, n.Predicate("isOver"));
    }

    // The last panel, where it is not whole: who has a piece of it, and how many bytes of the piece are elements.
    private static void EmitTail(CudaNames n, string tensor, int dim)
    {
        var tail = new CudaTail(dim);
        if (tail.Pieces < CudaLayout.Pieces)
            n.Ptx.Compare("lt", n.Predicate(tensor + "HasTail"), n["loadPiece"], tail.Pieces);
        if (!tail.IsPadded)
            return;
        var bytes = n[tensor + "TailBytes"];
        n.Ptx.MultiplyAdd(bytes, n["loadPiece"], -CudaLayout.PieceBytes, 2 * tail.Elements);
        n.Ptx.Maximum(bytes, bytes, 0);
        n.Ptx.Minimum(bytes, bytes, CudaLayout.PieceBytes);
    }

    private static void EmitRowsOf(CudaNames n, string tensor)
    {
        var ptx = n.Ptx;
        EmitTensor(n, tensor, n["kvHead"]);
        using (ptx.Block())
        {
            var row = ptx.Register("row64", PtxType.B64);
            ptx.Widen(row, n["loadRow"]);
            ptx.MultiplyAdd(n.Wide(tensor + "At"), row, n.Wide(tensor + "RowBytes"), n.Wide(tensor + "At"));
        }
        ptx.Multiply(n.Wide(tensor + "Step"), n.Wide(tensor + "RowBytes"), n.Layout.LoadRows);
        ptx.Multiply(n.Wide(tensor + "TileBytes"), n.Wide(tensor + "RowBytes"), n.Config.KeyTile);
    }

    // The address of this thread's piece of row 0 of a head; of no head in decoding, where each row has its own.
    private static void EmitTensor(CudaNames n, string tensor, PtxRegister? head)
    {
        var ptx = n.Ptx;
        var at = n.Wide(tensor + "At");
        var rowBytes = n.Wide(tensor + "RowBytes");
        ptx.LoadParameter(at, tensor);
        ptx.ToGlobal(at, at);
        ptx.Or(n.Wide("misaligned"), n.Wide("misaligned"), at);
        using (ptx.Block())
        {
            PtxRegister stride = ptx.Register("stride", PtxType.B64), index = ptx.Register("index", PtxType.B64);
            Along(n["batch"], "BatchStride", stride);
            Along(head, "HeadStride", head is null ? n.Wide(tensor + "HeadBytes") : stride);
            ptx.LoadParameter(rowBytes, tensor + "RowStride");
            ptx.ShiftLeft(rowBytes, rowBytes, 1);
            ptx.Or(n.Wide("misaligned"), n.Wide("misaligned"), rowBytes);

            void Along(PtxRegister? number, string name, PtxRegister bytes)
            {
                ptx.LoadParameter(bytes, tensor + name);
                ptx.ShiftLeft(bytes, bytes, 1);
                ptx.Or(n.Wide("misaligned"), n.Wide("misaligned"), bytes);
                if (number is null)
                    return;
                ptx.Widen(index, number);
                ptx.MultiplyAdd(at, index, bytes, at);
            }
        }
        ptx.MultiplyAddWide(at, n["loadPiece"], CudaLayout.PieceBytes, at);
    }
}
