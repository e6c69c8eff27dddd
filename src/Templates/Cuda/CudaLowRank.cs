using KernelGen.Templates.Cuda.Ptx;
using KernelGen.Templates.Specs;

namespace KernelGen.Templates.Cuda;

/// <summary>
/// A low-rank bias: its factors are more dimensions of query and key, behind those of the heads, so that the product of step 2a adds the bias by
/// itself. They are float32, and an element of 16 bits or tf32 would cut off what a bias of many positions needs: so each is the sum of two
/// tf32, the factor rounded and what rounding left, and three of the four products count (the fourth is at most 2^-22 of the first).
/// </summary>
internal static class CudaLowRank
{
    private const int MatrixFactors = 8;

    /// <summary>Where this thread's pieces of the keys' factors are, and on which multiples factors lie.</summary>
    public static void EmitPlace(CudaNames n)
    {
        if (n.Spec.LowRankBias is not { } bias)
            return;
        var ptx = n.Ptx;
        ptx.Comment($"The same of the factors of the low-rank bias, rows of {bias.Rank}.");
        using (ptx.Block())
        {
            PtxRegister keyHeads = ptx.Register("keyHeads", PtxType.B32), bits = ptx.Register("bits", PtxType.B64), next = ptx.Register("next", PtxType.B64);
            ptx.Divide(keyHeads, n["queryHeads"], n["groupSize"]);
            EmitAddress(n, n.Wide("factorAt"), LowRankBias.KeyFactors, keyHeads, n["kvHead"], n["keyLength"], n["loadRow"]);
            ptx.LoadParameter(bits, CudaParameters.Data(LowRankBias.QueryFactors));
            ptx.LoadParameter(next, CudaParameters.Data(LowRankBias.KeyFactors));
            ptx.Or(bits, bits, next);
            ptx.Narrow(n["factorAlignment"], bits);
        }
    }

    /// <summary>Starts to load rows of the queries' factors.</summary>
    public static void EmitQueries(CudaNames n, PtxRegister head, PtxRegister row, PtxRegister remaining, PtxRegister place, int count, int number = 0)
    {
        if (n.Layout.FactorRows is not { } shape)
            return;
        using (n.Ptx.Block())
        {
            var at = n.Ptx.Register("factorsAt", PtxType.B64);
            EmitAddress(n, at, LowRankBias.QueryFactors, n["queryHeads"], head, n["queryLength"], row);
            Rows(n, shape, n.Layout.QueryPanelBytes).Emit(at, Step(n, shape), remaining, place, n.Layout.QueryFactorOffset, count, number);
        }
    }

    /// <summary>Starts to load the factors of a tile's keys.</summary>
    public static void EmitKeys(CudaNames n, PtxRegister firstKey, PtxRegister remaining, PtxRegister place)
    {
        if (n.Layout.FactorRows is not { } shape)
            return;
        using (n.Ptx.Block())
        {
            var at = n.Ptx.Register("factorsAt", PtxType.B64);
            n.Ptx.MultiplyAddWide(at, firstKey, shape.Dim * shape.ElementBytes, n.Wide("factorAt"));
            Rows(n, shape, n.Layout.PanelBytes).Emit(at, Step(n, shape), remaining, place, n.Layout.FactorOffset, n.Config.KeyTile / n.Layout.LoadRows);
        }
    }

    /// <summary>The end of step 2a's product. What the scale multiplies afterwards, the queries' factors are divided by.</summary>
    /// <param name="n">The kernel.</param>
    /// <param name="queryMatrices">Where this lane's matrices of queries begin.</param>
    /// <param name="keyMatrices">Where those of keys begin.</param>
    public static void EmitProduct(CudaNames n, PtxRegister[] queryMatrices, PtxRegister[] keyMatrices)
    {
        if (n.Layout.FactorRows is not { } shape)
            return;
        for (var factors = 0; factors < shape.Matrices; factors++)
        {
            using (n.Ptx.Block())
            {
                n.Ptx.Comment($"2a The factors of the low-rank bias {MatrixFactors * factors} to {MatrixFactors * factors + MatrixFactors - 1} are more dimensions, each a sum of two tf32.");
                EmitProduct(n, queryMatrices[factors % 4], keyMatrices[factors % 4], factors / 4);
            }
        }
    }

    private static void EmitProduct(CudaNames n, PtxRegister queryMatrix, PtxRegister keyMatrix, int panel)
    {
        var ptx = n.Ptx;
        var layout = n.Layout;
        var queries = Enumerable.Range(0, n.RowBlocks).Select(block => EmitSplit(
            n, $"query{block}", queryMatrix, layout.QueryFactorOffset + panel * layout.QueryPanelBytes + 16 * block * CudaLayout.RowBytes, (float)(1 / n.Spec.Scale))).ToArray();
        for (var keys = 0; keys < n.KeyGroups / 2; keys++)
        {
            using (ptx.Block())
            {
                var (high, low) = EmitSplit(n, "key", keyMatrix, layout.FactorOffset + panel * layout.PanelBytes + 16 * keys * CudaLayout.RowBytes, 1);
                for (var block = 0; block < n.RowBlocks; block++)
                {
                    for (var part = 0; part < 2; part++)
                    {
                        var scores = n.Scores(block, 2 * keys + part);
                        PtxRegister[] keyHigh = [high[2 * part], high[2 * part + 1]], keyLow = [low[2 * part], low[2 * part + 1]];
                        ptx.MultiplyMatrices(ElementType.Float32, scores, queries[block].Low, keyHigh);
                        ptx.MultiplyMatrices(ElementType.Float32, scores, queries[block].High, keyLow);
                        ptx.MultiplyMatrices(ElementType.Float32, scores, queries[block].High, keyHigh);
                    }
                }
            }
        }
    }

    // Four matrices of factors, times a number, rounded to tf32; and what rounding left.
    private static (PtxRegister[] High, PtxRegister[] Low) EmitSplit(CudaNames n, string name, PtxRegister at, int offset, float factor)
    {
        var ptx = n.Ptx;
        PtxRegister[] high = [.. Enumerable.Range(0, 4).Select(part => ptx.Register($"{name}High{part}", PtxType.B32))];
        PtxRegister[] low = [.. Enumerable.Range(0, 4).Select(part => ptx.Register($"{name}Low{part}", PtxType.B32))];
        using (ptx.Block())
        {
            var value = ptx.Register("value", PtxType.F32);
            ptx.LoadMatrices(low, at, offset, isTransposed: false);
            for (var part = 0; part < 4; part++)
            {
                ptx.Multiply(value, low[part], factor);
                ptx.RoundToTensorFloat(high[part], value);
                ptx.Subtract(value, value, high[part]);
                ptx.RoundToTensorFloat(low[part], value);
            }
        }
        return (high, low);
    }

    // Rows of a head of a sequence, as far as they have their own, and this thread's piece of a row.
    private static void EmitAddress(
        CudaNames n, PtxRegister at, Expressions.ExprParameter factors, PtxRegister heads, PtxRegister head, PtxRegister length, PtxRegister row)
    {
        var (ptx, bias) = (n.Ptx, n.Spec.LowRankBias!);
        using (ptx.Block())
        {
            PtxRegister unit = ptx.Register("unit", PtxType.B32), rows = ptx.Register("rows", PtxType.B64), wide = ptx.Register("wide", PtxType.B64);
            ptx.Move(unit, bias.PerSequence ? n["batch"] : 0);
            if (bias.PerHead)
                ptx.MultiplyAdd(unit, unit, heads, head);
            ptx.Widen(rows, unit);
            ptx.Widen(wide, length);
            ptx.Multiply(rows, rows, wide);
            ptx.Widen(wide, row);
            ptx.Add(rows, rows, wide);
            ptx.LoadParameter(at, CudaParameters.Data(factors));
            ptx.ToGlobal(at, at);
            ptx.MultiplyAdd(at, rows, bias.Rank * sizeof(float), at);
            ptx.MultiplyAddWide(at, n["loadPiece"], CudaLayout.PieceBytes, at);
        }
    }

    private static CudaRows Rows(CudaNames n, CudaRowShape shape, int panelBytes)
        => new(n, shape, panelBytes, n["factorAlignment"], Widest(shape.Dim * shape.ElementBytes));

    private static int Step(CudaNames n, CudaRowShape shape) => n.Layout.LoadRows * shape.Dim * shape.ElementBytes;

    // The largest power of two, up to a piece, of which a distance is a multiple.
    private static int Widest(int bytes) => Math.Min(CudaLayout.PieceBytes, bytes & -bytes);
}
