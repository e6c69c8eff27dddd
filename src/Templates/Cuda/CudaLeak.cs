using KernelGen.Templates.Cuda.Ptx;

namespace KernelGen.Templates.Cuda;

/// <summary>
/// Keeps values of masked keys out. A matrix instruction multiplies their NaN or infinity by the weight 0, and that is NaN. So the block looks
/// once, at the end, whether an output is not finite; if one is, it starts again, and then Partial tiles are accumulated key by key with those
/// of weight 0 left out, as on other targets. Finite inputs pay for one look.
/// </summary>
internal static class CudaLeak
{
    /// <summary>Where the block starts again.</summary>
    public static void EmitStart(CudaNames n)
    {
        n.Ptx.Move(n["isGuarded"], 0);
        n.Ptx.Place(n.Restart);
    }

    /// <summary>After the last tile: starts again when an output is not finite and tiles were not guarded yet.</summary>
    public static void EmitCheck(CudaNames n)
    {
        var ptx = n.Ptx;
        var isClean = ptx.Label("CLEAN");
        ptx.Step("An output that is not finite may come from a masked key: then once more, with Partial tiles key by key.");
        using (ptx.Block())
        {
            PtxRegister total = ptx.Register("total", PtxType.F32), isAgain = ptx.Register("isAgain", PtxType.Pred), isOdd = ptx.Register("isOdd", PtxType.Pred);
            ptx.Compare("ne", isAgain, n["isGuarded"], 0);
            ptx.When(isAgain).Branch(isClean);
            ptx.Move(total, 0f);
            for (var block = 0; block < n.RowBlocks; block++)
            {
                for (var group = 0; group < n.ColumnGroups; group++)
                {
                    foreach (var output in n.Outputs(block, group))
                        ptx.MultiplyAdd(total, output, 0f, total);
                }
            }
            ptx.Compare("neu", isOdd, total, 0f);
            ptx.BarrierAny(isOdd, isOdd);
            ptx.Unless(isOdd).Branch(isClean);
            ptx.Move(n["isGuarded"], 1);
            ptx.Branch(n.Restart);
        }
        ptx.Place(isClean);
    }

    /// <summary>In step 2d, of a Partial tile of a guarded walk: weights go through shared memory, over the keys, and each thread takes its rows'.</summary>
    public static void EmitUse(CudaNames n, PtxLabel done)
    {
        var ptx = n.Ptx;
        var products = ptx.Label("PRODUCTS");
        ptx.When(n.Predicate("isFull")).Branch(products);
        ptx.Compare("eq", n.Predicate("isOver"), n["isGuarded"], 0);
        ptx.When(n.Predicate("isOver")).Branch(products);
        ptx.Comment("A key of weight 0 may be masked, and 0 x NaN would leak it: key by key, its weights in the place of the keys.");
        ptx.Barrier();
        var keysAtOnce = Math.Min(n.Config.WarpKeys, n.Layout.ValueOffset / (n.Config.Warps * 2 * CudaConfig.MatrixRows) / 16 * 16);
        using (ptx.Block())
        {
            PtxRegister scratch = ptx.Register("scratch", PtxType.B32), mine = ptx.Register("mine", PtxType.B32);
            ptx.MultiplyAdd(scratch, n["warp"], 2 * CudaConfig.MatrixRows * keysAtOnce, n["computeAt"]);
            ptx.MultiplyAdd(scratch, n["rowInWarp"], 2 * keysAtOnce, scratch);
            ptx.MultiplyAdd(mine, n["quarter"], 4, scratch);
            for (var first = 0; first < n.Config.WarpKeys; first += keysAtOnce)
            {
                for (var block = 0; block < n.RowBlocks; block++)
                    EmitKeys(n, block, first, Math.Min(keysAtOnce, n.Config.WarpKeys - first), keysAtOnce, scratch, mine);
            }
        }
        ptx.Branch(done);
        ptx.Place(products);
    }

    private static void EmitKeys(CudaNames n, int block, int first, int count, int pitch, PtxRegister scratch, PtxRegister mine)
    {
        var ptx = n.Ptx;
        ptx.WarpBarrier();
        for (var keys = 0; keys < count / 16; keys++)
        {
            for (var part = 0; part < 4; part++)
                ptx.StoreShared(mine, 32 * keys + part / 2 * 16 + part % 2 * 16 * pitch, n.Weights(block, first / 16 + keys, part));
        }
        ptx.WarpBarrier();
        using (ptx.Block())
        {
            PtxRegister key = ptx.Register("key", PtxType.B32), at = ptx.Register("at", PtxType.B32), swap = ptx.Register("swap", PtxType.B32);
            PtxRegister rowAt = ptx.Register("rowAt", PtxType.B32), place = ptx.Register("place", PtxType.B32), pair = ptx.Register("values", PtxType.B32);
            PtxRegister half = ptx.Register("half", PtxType.B16), low = ptx.Register("low", PtxType.F32), high = ptx.Register("high", PtxType.F32);
            PtxRegister[] weights = [ptx.Register("weight0", PtxType.F32), ptx.Register("weight1", PtxType.F32)];
            PtxRegister[] counts = [ptx.Register("counts0", PtxType.Pred), ptx.Register("counts1", PtxType.Pred)];
            var isMore = ptx.Register("isMore", PtxType.Pred);
            var next = ptx.Label("NEXT_WEIGHT");
            ptx.Move(key, 0);
            ptx.Move(at, scratch);
            ptx.Place(next);
            for (var row = 0; row < 2; row++)
            {
                ptx.LoadShared(half, at, row * 16 * pitch);
                ptx.ToFloat(n.Spec.Precision, weights[row], half);
                ptx.Compare("neu", counts[row], weights[row], 0f);
            }
            ptx.And(swap, key, 7);
            ptx.Add(rowAt, key, first);
            if (n.IsDecode)
                ptx.MultiplyAdd(rowAt, n["warp"], n.Config.WarpKeys, rowAt);
            ptx.MultiplyAdd(rowAt, rowAt, CudaLayout.RowBytes, n["computeAt"]);
            ptx.MultiplyAdd(rowAt, n["quarter"], 4, rowAt);
            for (var group = 0; group < n.ColumnGroups; group++)
            {
                ptx.Xor(place, swap, group % CudaLayout.Pieces);
                ptx.MultiplyAdd(place, place, CudaLayout.PieceBytes, rowAt);
                ptx.LoadShared(pair, place, n.Layout.ValueOffset + group / CudaLayout.Pieces * n.Layout.PanelBytes);
                ptx.Unpack(n.Spec.Precision, low, high, pair);
                for (var part = 0; part < 4; part++)
                {
                    var output = n.Output(block, group, part);
                    ptx.When(counts[part / 2]).MultiplyAdd(output, weights[part / 2], part % 2 == 0 ? low : high, output);
                }
            }
            ptx.Add(at, at, 2);
            ptx.Add(key, key, 1);
            ptx.Compare("lt", isMore, key, count);
            ptx.When(isMore).Branch(next);
        }
    }
}
