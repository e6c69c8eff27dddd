using KernelGen.Templates.Cuda.Ptx;

namespace KernelGen.Templates.Cuda.Wgmma;

/// <summary>
/// What <see cref="CudaLeak.EmitKeyByKey"/> does, of values that were transposed: weights and values have the keys in the same order, whichever it is,
/// so places are walked, four in a word.
/// </summary>
internal static class WgmmaTransposedLeak
{
    private const int KeysOfProduct = 32;

    /// <summary>Weights x values, key by key: of a stage whose keys nobody reads any more.</summary>
    public static void Emit(WgmmaNames n, PtxRegister stageAt)
    {
        var ptx = n.Ptx;
        var keysAtOnce = CudaLeak.KeysAtOnce(n.Config.KeyTile, n.Panels.ValueOffset / n.Config.ConsumerWarps, KeysOfProduct);
        using (ptx.Block())
        {
            PtxRegister scratch = ptx.Register("scratch", PtxType.B32), mine = ptx.Register("mine", PtxType.B32);
            ptx.MultiplyAdd(scratch, n["warp"], CudaConfig.MatrixRows * keysAtOnce, stageAt);
            ptx.MultiplyAdd(scratch, n["rowInWarp"], keysAtOnce, scratch);
            ptx.MultiplyAdd(mine, n["quarter"], 4, scratch);
            for (var first = 0; first < n.Config.KeyTile; first += keysAtOnce)
                EmitKeys(n, stageAt, first, Math.Min(keysAtOnce, n.Config.KeyTile - first), keysAtOnce, scratch, mine);
        }
    }

    private static void EmitKeys(WgmmaNames n, PtxRegister stageAt, int first, int count, int pitch, PtxRegister scratch, PtxRegister mine)
    {
        var ptx = n.Ptx;
        ptx.WarpBarrier();
        for (var keys = 0; keys < count / KeysOfProduct; keys++)
        {
            for (var part = 0; part < 4; part++)
                ptx.StoreShared(mine, KeysOfProduct * keys + part / 2 * 16 + part % 2 * 8 * pitch, n.Weights(0, first / KeysOfProduct + keys, part));
        }
        ptx.WarpBarrier();
        using (ptx.Block())
        {
            PtxRegister key = ptx.Register("key", PtxType.B32), isMore = ptx.Register("isMore", PtxType.Pred);
            var next = ptx.Label("NEXT_WEIGHT");
            ptx.Move(key, 0);
            ptx.Place(next);
            using (ptx.Block())
                EmitKey(n, stageAt, first, pitch, scratch, key);
            ptx.Add(key, key, 1);
            ptx.Compare("lt", isMore, key, count);
            ptx.When(isMore).Branch(next);
        }
    }

    private static void EmitKey(WgmmaNames n, PtxRegister stageAt, int first, int pitch, PtxRegister scratch, PtxRegister key)
    {
        var ptx = n.Ptx;
        PtxRegister shift = ptx.Register("shift", PtxType.B32), at = ptx.Register("at", PtxType.B32), inPiece = ptx.Register("inPiece", PtxType.B32);
        PtxRegister[] weights = [ptx.Register("weight0", PtxType.F32), ptx.Register("weight1", PtxType.F32)];
        PtxRegister[] counts = [ptx.Register("counts0", PtxType.Pred), ptx.Register("counts1", PtxType.Pred)];
        PtxRegister[] rows = [ptx.Register("rowAt0", PtxType.B32), ptx.Register("rowAt1", PtxType.B32)];
        ptx.Comment("The word that has the key, and how far from its lowest byte.");
        ptx.And(shift, key, 3);
        ptx.Subtract(at, key, shift);
        ptx.ShiftLeft(shift, shift, 3);
        ptx.Add(at, at, scratch);
        for (var row = 0; row < 2; row++)
        {
            EmitByte(n, weights[row], at, row * 8 * pitch, shift);
            ptx.Compare("neu", counts[row], weights[row], 0f);
        }
        ptx.Comment("It lies in the rows of this thread's two columns of eight, piece c of row r at place c xor r % 8.");
        ptx.Add(at, key, first);
        ptx.And(inPiece, at, CudaLayout.PieceBytes - 4);
        ptx.ShiftRight(at, at, 4);
        ptx.Add(inPiece, inPiece, stageAt);
        for (var column = 0; column < 2; column++)
        {
            ptx.Add(rows[column], n["pair"], column);
            using (ptx.Block())
            {
                var place = ptx.Register("place", PtxType.B32);
                ptx.Xor(place, at, rows[column]);
                ptx.MultiplyAdd(place, place, CudaLayout.PieceBytes, inPiece);
                ptx.MultiplyAdd(rows[column], rows[column], CudaLayout.RowBytes, place);
            }
        }
        for (var group = 0; group < n.ColumnGroups; group++)
        {
            for (var column = 0; column < 2; column++)
            {
                using (ptx.Block())
                {
                    var value = ptx.Register("value", PtxType.F32);
                    EmitByte(n, value, rows[column], n.Layout.TransposedOffset + 8 * group * CudaLayout.RowBytes, shift);
                    for (var row = 0; row < 2; row++)
                        ptx.When(counts[row]).MultiplyAdd(n.Output(0, group, 2 * row + column), weights[row], value, n.Output(0, group, 2 * row + column));
                }
            }
        }
    }

    private static void EmitByte(WgmmaNames n, PtxRegister to, PtxRegister at, int offset, PtxRegister shift)
    {
        using (n.Ptx.Block())
        {
            var word = n.Ptx.Register("word", PtxType.B32);
            n.Ptx.LoadShared(word, at, offset);
            n.Ptx.ShiftRight(word, word, shift);
            n.Ptx.QuarterToFloat(to, word);
        }
    }
}
