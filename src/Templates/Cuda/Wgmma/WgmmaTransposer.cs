using KernelGen.Templates.Cuda.Ptx;

namespace KernelGen.Templates.Cuda.Wgmma;

/// <summary>
/// Three warps that transpose values of e4m3, which products of 8 bits take with the keys side by side. To <c>ldmatrix.trans</c> two neighbours
/// of a row are one element: a lane gets two columns of two keys. Bytes of two such registers, 8 keys apart, change places, and each column has four
/// keys: of every 16 keys a lane's are 2t, 2t + 1, 2t + 8, 2t + 9, with t = lane % 4, one after the other. That is not the order of the keys, but the order
/// in which a thread has their weights (<see cref="CudaSoftmax.EmitWeights"/>), and in a product no other order counts.
/// </summary>
internal static class WgmmaTransposer
{
    // Columns of a piece; keys of one load, four matrices of eight rows.
    private const int Columns = CudaLayout.PieceBytes;
    private const int Keys = 32;

    // Loads that are under way together, as many as registers allow.
    private const int LoadsAtOnce = 2;

    // Bytes 0 and 2, or 1 and 3, of both registers.
    private static readonly PtxOperand s_evenColumn = PtxOperand.Bits(0x6420);
    private static readonly PtxOperand s_oddColumn = PtxOperand.Bits(0x7531);

    /// <summary>Writes the role.</summary>
    public static void Emit(WgmmaNames n)
    {
        var ptx = n.Ptx;
        PtxLabel next = ptx.Label("NEXT_VALUES"), nextQueries = ptx.Label("NEXT_TRANSPOSED"), over = ptx.Label("TRANSPOSED");
        ptx.Step($"The transposers: values of a tile are stored once more, a row for each column, {n.Config.KeyTile} keys in it.");
        EmitThread(n);
        ptx.Place(nextQueries);
        EmitQueries(n, nextQueries, over);
        ptx.Place(next);
        ptx.Comment("The values have come, and those that were transposed here before are done with.");
        Ring(n).EmitWait(WgmmaLayout.ValueFull);
        Ring(n).EmitMessage(n["isLastValue"], WgmmaLayout.IsLastValue);
        Ring(n).EmitWaitBefore(n.Layout.ProductEmpty);
        EmitTile(n);
        ptx.Comment("The products will read them, once all lanes are through.");
        ptx.FenceProxy();
        ptx.WarpBarrier();
        Ring(n).EmitDone(WgmmaLayout.ValueEmpty);
        Ring(n).EmitDone(n.Layout.ProductFull);
        Ring(n).EmitNext();
        ptx.Compare("eq", n.Predicate("isOver"), n["isLastValue"], 0);
        ptx.When(n.Predicate("isOver")).Branch(next);
        ptx.Branch(nextQueries);
        ptx.Place(over);
        if (n.MayLeak)
            WgmmaLeak.EmitTransposerEnd(n, nextQueries);
    }

    private static WgmmaRing Ring(WgmmaNames n) => new(n, "transpose");

    // What is the same for all tiles: places are xored with the number of a piece, so pieces begin at the same distance everywhere.
    private static void EmitThread(WgmmaNames n)
    {
        var ptx = n.Ptx;
        ptx.Comment("This lane: row lane of 32 keys for ldmatrix; for stmatrix row lane % 8 of matrix lane / 8, of which 0 and 1 have the first 16 keys.");
        ptx.And(n["lane"], n["thread"], 31);
        ptx.Compare("eq", n.Predicate("isFirstLane"), n["lane"], 0);
        ptx.ShiftRight(n["firstPiece"], n["thread"], 5);
        ptx.Subtract(n["firstPiece"], n["firstPiece"], 1);
        using (ptx.Block())
        {
            PtxRegister bit = ptx.Register("bit", PtxType.B32), row = ptx.Register("row", PtxType.B32), place = ptx.Register("place", PtxType.B32);
            var isUpper = ptx.Register("isUpper", PtxType.Pred);
            ptx.Comment("Lanes of the upper columns take the odd ones first: so the eight rows of a matrix differ in their number modulo 8, and touch all banks.");
            ptx.And(bit, n["lane"], 16);
            ptx.Compare("ne", isUpper, bit, 0);
            ptx.Select(n["firstBytes"], s_oddColumn, s_evenColumn, isUpper);
            ptx.Select(n["secondBytes"], s_evenColumn, s_oddColumn, isUpper);
            ptx.Comment("Row 2r + (r / 4 xor m % 2) of matrix m, r = lane % 8.");
            ptx.And(row, n["lane"], 7);
            ptx.ShiftRight(bit, row, 2);
            ptx.ShiftRight(place, n["lane"], 3);
            ptx.Xor(bit, bit, place);
            ptx.And(bit, bit, 1);
            ptx.MultiplyAdd(row, row, 2, bit);
            ptx.Comment("Its place for the first 32 keys: piece m / 2 xor row % 8.");
            ptx.ShiftRight(place, n["lane"], 4);
            ptx.Xor(place, place, row);
            ptx.And(place, place, CudaLayout.Pieces - 1);
            ptx.Multiply(place, place, CudaLayout.PieceBytes);
            ptx.MultiplyAdd(n["toPlace"], row, CudaLayout.RowBytes, place);
        }
        Ring(n).EmitStart(phase: 0);
        ptx.Move(n["queryPhase"], 0);
    }

    private static void EmitQueries(WgmmaNames n, PtxLabel next, PtxLabel over)
    {
        var ptx = n.Ptx;
        ptx.Step("The next query tile: whether there is one, and whether it has key tiles.");
        ptx.Wait(n["sharedAt"], n.Layout.QueryRecord + WgmmaLayout.QueryFull, n["queryPhase"]);
        ptx.Xor(n["queryPhase"], n["queryPhase"], 1);
        ptx.LoadShared(n["firstRow"], n["sharedAt"], n.Layout.QueryRecord + WgmmaLayout.FirstRow);
        ptx.Compare("lt", n.Predicate("isOver"), n["firstRow"], 0);
        using (ptx.Block())
        {
            var skips = ptx.Register("skips", PtxType.Pred);
            PtxLabel read = ptx.Label("READ");
            ptx.Set(skips, false);
            ptx.When(n.Predicate("isOver")).Branch(read);
            ptx.LoadShared(n["hasTiles"], n["sharedAt"], n.Layout.QueryRecord + WgmmaLayout.HasTiles);
            ptx.Compare("eq", skips, n["hasTiles"], 0);
            ptx.Place(read);
            ptx.Comment("Every lane has read the message.");
            ptx.WarpBarrier();
            ptx.When(n.Predicate("isFirstLane")).Arrive(n["sharedAt"], n.Layout.QueryRecord + WgmmaLayout.QueryEmpty);
            ptx.When(skips).Branch(next);
        }
        ptx.When(n.Predicate("isOver")).Branch(over);
    }

    // A warp has every third piece of 16 columns.
    private static void EmitTile(WgmmaNames n)
    {
        var (ptx, panels) = (n.Ptx, n.Panels);
        PtxLabel next = ptx.Label("NEXT_PIECE"), done = ptx.Label("PIECES_DONE");
        using (ptx.Block())
        {
            PtxRegister piece = ptx.Register("columns", PtxType.B32), data = Ring(n).EmitData(), isPast = ptx.Register("isPast", PtxType.Pred);
            ptx.Comment($"Columns, 16 at a time: each warp has every third piece of them.");
            ptx.Move(piece, n["firstPiece"]);
            ptx.Place(next);
            ptx.Compare("ge", isPast, piece, panels.PaddedValueDim / Columns);
            ptx.When(isPast).Branch(done);
            using (ptx.Block())
                EmitPiece(n, piece, data);
            ptx.Add(piece, piece, WgmmaConfig.TransposingWarps);
            ptx.Branch(next);
            ptx.Place(done);
        }
    }

    private static void EmitPiece(WgmmaNames n, PtxRegister piece, PtxRegister data)
    {
        var (ptx, panels) = (n.Ptx, n.Panels);
        PtxRegister from = ptx.Register("from", PtxType.B32), to = ptx.Register("to", PtxType.B32), place = ptx.Register("place", PtxType.B32);
        ptx.Comment("Of this lane's key the piece of the columns, and its row of the transposed columns.");
        ptx.MultiplyAdd(from, n["lane"], CudaLayout.RowBytes, data);
        if (panels.ValuePanels > 1)
        {
            ptx.ShiftRight(place, piece, 3);
            ptx.MultiplyAdd(from, place, panels.PanelBytes, from);
        }
        ptx.Xor(place, piece, n["lane"]);
        ptx.And(place, place, CudaLayout.Pieces - 1);
        ptx.MultiplyAdd(from, place, CudaLayout.PieceBytes, from);
        ptx.MultiplyAdd(to, piece, Columns * CudaLayout.RowBytes, data);
        ptx.Add(to, to, n.Layout.TransposedOffset);
        ptx.Add(to, to, n["toPlace"]);
        for (var keys = 0; keys < n.Config.KeyTile / Keys; keys += LoadsAtOnce)
        {
            using (ptx.Block())
                EmitKeys(n, from, to, keys, Math.Min(LoadsAtOnce, n.Config.KeyTile / Keys - keys));
        }
    }

    private static void EmitKeys(WgmmaNames n, PtxRegister from, PtxRegister to, int first, int count)
    {
        var read = new PtxRegister[count][];
        for (var i = 0; i < count; i++)
        {
            read[i] = [.. Enumerable.Range(0, 4).Select(matrix => n.Ptx.Register($"keys{first + i}_{matrix}", PtxType.B32))];
            n.Ptx.LoadMatrices(read[i], from, n.Panels.ValueOffset + (first + i) * Keys * CudaLayout.RowBytes, isTransposed: true);
        }
        for (var i = 0; i < count; i++)
        {
            using (n.Ptx.Block())
                EmitColumns(n, read[i], to, first + i);
        }
    }

    // Matrices 0 and 1 are the first 16 keys, 2 and 3 the others.
    private static void EmitColumns(WgmmaNames n, PtxRegister[] read, PtxRegister to, int keys)
    {
        var ptx = n.Ptx;
        PtxRegister[] columns = [.. Enumerable.Range(0, 4).Select(i => ptx.Register($"column{i}", PtxType.B32))];
        for (var half = 0; half < 2; half++)
        {
            ptx.Permute(columns[2 * half], read[2 * half], read[2 * half + 1], n["firstBytes"]);
            ptx.Permute(columns[2 * half + 1], read[2 * half], read[2 * half + 1], n["secondBytes"]);
        }
        var at = to;
        if (keys > 0)
            ptx.Xor(at = ptx.Register("pieceTo", PtxType.B32), to, keys * Keys);
        ptx.StoreMatrices(at, columns);
    }
}
