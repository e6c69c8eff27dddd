using KernelGen.Templates.Cuda.Ptx;
using KernelGen.Templates.Specs;

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
            PtxRegister isAgain = ptx.Register("isAgain", PtxType.Pred), isOdd = ptx.Register("isOdd", PtxType.Pred);
            ptx.Compare("ne", isAgain, n["isGuarded"], 0);
            ptx.When(isAgain).Branch(isClean);
            EmitLook(n, isOdd);
            ptx.BarrierAny(isOdd, isOdd);
            ptx.Unless(isOdd).Branch(isClean);
            ptx.Move(n["isGuarded"], 1);
            ptx.Branch(n.Restart);
        }
        ptx.Place(isClean);
    }

    /// <summary>Whether an output of this thread is not finite.</summary>
    public static void EmitLook(CudaFragments n, PtxRegister isOdd)
    {
        var ptx = n.Ptx;
        var total = ptx.Temporary(PtxType.F32);
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
        EmitKeyByKey(n, n.Layout, n.Config.Warps, n["computeAt"]);
        ptx.Branch(done);
        ptx.Place(products);
    }

    /// <summary>Weights x values, key by key: of a stage whose keys nobody reads any more.</summary>
    /// <param name="n">The kernel.</param>
    /// <param name="layout">The panels of the stage.</param>
    /// <param name="warps">Warps that share the stage.</param>
    /// <param name="stageAt">Its address.</param>
    public static void EmitKeyByKey(CudaFragments n, CudaLayout layout, int warps, PtxRegister stageAt)
    {
        var ptx = n.Ptx;
        var warpKeys = 8 * n.KeyGroups;
        var (bytes, unit) = (n.WeightElement.Bytes(), layout.MatrixKeys);
        var keysAtOnce = KeysAtOnce(warpKeys, layout.ValueOffset / (warps * bytes), unit);
        using (ptx.Block())
        {
            PtxRegister scratch = ptx.Register("scratch", PtxType.B32), mine = ptx.Register("mine", PtxType.B32);
            ptx.MultiplyAdd(scratch, n["warp"], bytes * CudaConfig.MatrixRows * keysAtOnce, stageAt);
            ptx.MultiplyAdd(scratch, n["rowInWarp"], bytes * keysAtOnce, scratch);
            ptx.MultiplyAdd(mine, n["pair"], bytes, scratch);
            for (var first = 0; first < warpKeys; first += keysAtOnce)
            {
                for (var block = 0; block < n.RowBlocks; block++)
                    EmitKeys(n, layout, stageAt, block, first, Math.Min(keysAtOnce, warpKeys - first), keysAtOnce, scratch, mine);
            }
        }
    }

    /// <summary>How many keys' weights of 16 rows a warp can put where keys were.</summary>
    /// <param name="keys">How many it has.</param>
    /// <param name="room">How many weights there is room for.</param>
    /// <param name="unit">Keys of a product, which stay together.</param>
    /// <exception cref="ArgumentException">Not even those of one product: the config is none that is legal.</exception>
    public static int KeysAtOnce(int keys, int room, int unit)
    {
        var most = room / CudaConfig.MatrixRows / unit * unit;
        return most > 0
            ? Math.Min(keys, most)
            : throw new ArgumentException(FormattableString.Invariant(
                $"A warp has room for {room} weights where the keys of a tile were, and a product of 16 rows x {unit} keys needs {CudaConfig.MatrixRows * unit}: the key tile is too small for so many warps."));
    }

    // The weights of 16 rows, one key after the other of each.
    private static void EmitKeys(
        CudaFragments n, CudaLayout layout, PtxRegister stageAt, int block, int first, int count, int pitch, PtxRegister scratch, PtxRegister mine)
    {
        var ptx = n.Ptx;
        var (bytes, unit) = (n.WeightElement.Bytes(), layout.MatrixKeys);
        ptx.WarpBarrier();
        for (var keys = 0; keys < count / unit; keys++)
        {
            for (var part = 0; part < 4; part++)
            {
                // The upper half of a matrix of 16 bits is eight keys further; that of float32 holds the odd keys.
                var upper = part / 2 * (unit == 8 ? bytes : 8 * bytes);
                ptx.StoreShared(mine, bytes * unit * keys + upper + part % 2 * 8 * bytes * pitch, n.Weights(block, first / unit + keys, part));
            }
        }
        ptx.WarpBarrier();
        using (ptx.Block())
        {
            PtxRegister key = ptx.Register("key", PtxType.B32), at = ptx.Register("at", PtxType.B32), isMore = ptx.Register("isMore", PtxType.Pred);
            var next = ptx.Label("NEXT_WEIGHT");
            ptx.Move(key, 0);
            ptx.Move(at, scratch);
            ptx.Place(next);
            EmitKey(n, layout, stageAt, block, first, pitch, key, at);
            ptx.Add(at, at, bytes);
            ptx.Add(key, key, 1);
            ptx.Compare("lt", isMore, key, count);
            ptx.When(isMore).Branch(next);
        }
    }

    private static void EmitKey(
        CudaFragments n, CudaLayout layout, PtxRegister stageAt, int block, int first, int pitch, PtxRegister key, PtxRegister at)
    {
        var ptx = n.Ptx;
        PtxRegister swap = ptx.Register("swap", PtxType.B32), rowAt = ptx.Register("rowAt", PtxType.B32);
        PtxRegister place = ptx.Register("place", PtxType.B32), piece = ptx.Register("piece", PtxType.B32);
        PtxRegister low = ptx.Register("low", PtxType.F32), high = ptx.Register("high", PtxType.F32);
        PtxRegister[] weights = [ptx.Register("weight0", PtxType.F32), ptx.Register("weight1", PtxType.F32)];
        PtxRegister[] counts = [ptx.Register("counts0", PtxType.Pred), ptx.Register("counts1", PtxType.Pred)];
        var bytes = layout.ElementBytes;
        for (var row = 0; row < 2; row++)
        {
            EmitWeight(n, weights[row], at, row * 8 * n.WeightElement.Bytes() * pitch);
            ptx.Compare("neu", counts[row], weights[row], 0f);
        }
        ptx.And(swap, key, 7);
        ptx.Add(rowAt, key, first);
        if (n.IsDecode)
            ptx.MultiplyAdd(rowAt, n["warp"], 8 * n.KeyGroups, rowAt);
        ptx.MultiplyAdd(rowAt, rowAt, CudaLayout.RowBytes, stageAt);
        if (n.HasQuads)
        {
            EmitQuads(n, layout, block, swap, rowAt, weights, counts);
            return;
        }
        // Eight columns of 16 bits are one piece, of float32 two.
        ptx.Multiply(place, n["pair"], bytes);
        ptx.ShiftRight(piece, place, 4);
        ptx.Xor(swap, swap, piece);
        ptx.And(place, place, CudaLayout.PieceBytes - 1);
        ptx.Add(rowAt, rowAt, place);
        for (var group = 0; group < n.ColumnGroups; group++)
        {
            var column = 8 * bytes * group;
            ptx.Xor(place, swap, column % CudaLayout.RowBytes / CudaLayout.PieceBytes);
            ptx.MultiplyAdd(place, place, CudaLayout.PieceBytes, rowAt);
            EmitValues(n, low, high, place, layout.ValueOffset + column / CudaLayout.RowBytes * layout.PanelBytes);
            for (var part = 0; part < 4; part++)
            {
                var output = n.Output(block, group, part);
                ptx.When(counts[part / 2]).MultiplyAdd(output, weights[part / 2], part % 2 == 0 ? low : high, output);
            }
        }
    }

    // Of 16 columns, one piece, a thread has four neighbours: a word. Byte i is the column of group i % 2 and part i / 2.
    private static void EmitQuads(
        CudaFragments n, CudaLayout layout, int block, PtxRegister swap, PtxRegister rowAt, PtxRegister[] weights, PtxRegister[] counts)
    {
        var ptx = n.Ptx;
        ptx.Add(rowAt, rowAt, n.ThreadColumn);
        for (var group = 0; group < n.ColumnGroups; group += 2)
        {
            using (ptx.Block())
            {
                PtxRegister place = ptx.Register("piecePlace", PtxType.B32), word = ptx.Register("word", PtxType.B32), value = ptx.Register("value", PtxType.F32);
                var piece = group / 2;
                ptx.Xor(place, swap, piece % CudaLayout.Pieces);
                ptx.MultiplyAdd(place, place, CudaLayout.PieceBytes, rowAt);
                ptx.LoadShared(word, place, layout.ValueOffset + piece / CudaLayout.Pieces * layout.PanelBytes);
                for (var i = 0; i < 4; i++)
                {
                    if (i > 0)
                        ptx.ShiftRight(word, word, 8);
                    ptx.QuarterToFloat(value, word);
                    for (var row = 0; row < 2; row++)
                    {
                        var output = n.Output(block, group + i % 2, 2 * row + i / 2);
                        ptx.When(counts[row]).MultiplyAdd(output, weights[row], value, output);
                    }
                }
            }
        }
    }

    private static void EmitWeight(CudaFragments n, PtxRegister weight, PtxRegister at, int offset)
    {
        if (n.WeightElement == ElementType.Float32)
        {
            n.Ptx.LoadShared(weight, at, offset);
            return;
        }
        using (n.Ptx.Block())
        {
            var half = n.Ptx.Register("half", PtxType.B16);
            n.Ptx.LoadShared(half, at, offset);
            n.Ptx.ToFloat(n.WeightElement, weight, half);
        }
    }

    private static void EmitValues(CudaFragments n, PtxRegister low, PtxRegister high, PtxRegister place, int offset)
    {
        if (n.Spec.Precision == ElementType.Float32)
        {
            n.Ptx.LoadSharedPair(low, high, place, offset);
            return;
        }
        using (n.Ptx.Block())
        {
            var pair = n.Ptx.Register("values", PtxType.B32);
            n.Ptx.LoadShared(pair, place, offset);
            n.Ptx.Unpack(n.Spec.Precision, low, high, pair);
        }
    }
}
