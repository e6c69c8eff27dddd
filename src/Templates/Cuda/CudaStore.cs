using KernelGen.Templates.Cuda.Ptx;
using KernelGen.Templates.Specs;

namespace KernelGen.Templates.Cuda;

/// <summary>Step 3: divide by the sum, round, store; and the log-sum-exp when the spec has one.</summary>
internal static class CudaStore
{
    /// <summary>Writes the step.</summary>
    public static void Emit(CudaFragments n)
    {
        var ptx = n.Ptx;
        ptx.Step("3 Normalise and store. A row with no allowed key has the sum 0: its output is 0 and its log-sum-exp -infinity.");
        EmitSums(n);
        EmitOutputAddress(n, n.Wide("outputAt"), n.Wide("outputRowBytes"), n["batch"], n["head"]);
        if (n.FirstColumn is { } first)
            ptx.MultiplyAddWide(n.Wide("outputAt"), first, Bytes(n.Spec), n.Wide("outputAt"));
        using (ptx.Block())
        {
            var bits = ptx.Register("bits", PtxType.B64);
            ptx.Or(bits, n.Wide("outputAt"), n.Wide("outputRowBytes"));
            ptx.And(bits, bits, n.Neighbours * Bytes(n.Spec) - 1);
            ptx.Compare("eq", n.Predicate("isPaired"), bits, 0);
        }
        ptx.MultiplyAddWide(n.Wide("outputAt"), n.ThreadColumn, Bytes(n.Spec), n.Wide("outputAt"));
        if (n.Spec.WritesLse)
            EmitLsePlace(n);
        if (n.StoresPieces && CudaPieces.Count(n) > 0)
            EmitPiecesOrPairs(n);
        else
            EmitRows(n);
    }

    /// <summary>The sums of the rows over the four lanes that share them.</summary>
    public static void EmitSums(CudaFragments n)
    {
        foreach (var (block, half) in n.Rows())
        {
            var sum = n.RowFloat("sum", block, half);
            using (n.Ptx.Block())
                CudaSoftmax.EmitExchange(n, sum, other => n.Ptx.Add(sum, sum, other));
        }
    }

    /// <summary>Where the output of a head begins.</summary>
    public static void EmitOutputAddress(CudaFragments n, PtxRegister at, PtxRegister rowBytes, PtxRegister batch, PtxRegister head)
    {
        var (ptx, bytes) = (n.Ptx, Bytes(n.Spec));
        ptx.LoadParameter(at, "output");
        ptx.ToGlobal(at, at);
        using (ptx.Block())
        {
            PtxRegister stride = ptx.Register("stride", PtxType.B64), index = ptx.Register("index", PtxType.B64);
            foreach (var (number, name) in new[] { (batch, "outputBatchStride"), (head, "outputHeadStride") })
            {
                ptx.LoadParameter(stride, name);
                ptx.Multiply(stride, stride, bytes);
                ptx.Widen(index, number);
                ptx.MultiplyAdd(at, index, stride, at);
            }
            ptx.LoadParameter(rowBytes, "outputRowStride");
            ptx.Multiply(rowBytes, rowBytes, bytes);
        }
    }

    /// <summary>1 / sum, and 0 for the sum 0.</summary>
    public static void EmitInverse(PtxWriter ptx, PtxRegister inverse, PtxRegister sum)
    {
        var isEmpty = ptx.Temporary(PtxType.Pred);
        ptx.Compare("eq", isEmpty, sum, 0f);
        ptx.Reciprocal(inverse, sum);
        ptx.Select(inverse, 0f, inverse, isEmpty);
    }

    private static void EmitLsePlace(CudaFragments n)
    {
        var ptx = n.Ptx;
        PtxRegister at = n.Wide("lseAt"), isWanted = n.Predicate("isLseWanted");
        ptx.LoadParameter(at, "lse");
        ptx.Compare("ne", isWanted, at, 0);
        ptx.ToGlobal(at, at);
        using (ptx.Block())
        {
            PtxRegister isFirst = ptx.Register("isFirst", PtxType.Pred), length = ptx.Register("length", PtxType.B64), index = ptx.Register("index", PtxType.B64);
            ptx.Compare("eq", isFirst, n["quarter"], 0);
            ptx.And(isWanted, isWanted, isFirst);
            ptx.Widen(length, n["queryLength"]);
            ptx.Widen(index, n["headOfAll"]);
            ptx.Multiply(index, index, length);
            ptx.ShiftLeft(index, index, 2);
            ptx.Add(at, at, index);
        }
    }

    private static void EmitPiecesOrPairs(CudaFragments n)
    {
        var ptx = n.Ptx;
        PtxLabel pairs = ptx.Label("PAIRS"), done = ptx.Label("OUTPUTS_STORED");
        CudaPieces.EmitPlace(n);
        ptx.Unless(n.Predicate("isWide")).Branch(pairs);
        foreach (var (block, half) in n.Rows())
            EmitRowInPieces(n, block, half);
        ptx.Branch(done);
        ptx.Place(pairs);
        EmitRows(n);
        ptx.Place(done);
    }

    private static void EmitRows(CudaFragments n)
    {
        foreach (var (block, half) in n.Rows())
            EmitRow(n, block, half);
    }

    private static void EmitRow(CudaFragments n, int block, int half)
    {
        var ptx = n.Ptx;
        var stored = ptx.Label("STORED");
        using (ptx.Block())
        {
            PtxRegister row = ptx.Register("row", PtxType.B32), isPast = ptx.Register("isPast", PtxType.Pred), inverse = ptx.Register("inverse", PtxType.F32);
            PtxRegister at = ptx.Register("at", PtxType.B64);
            EmitIsPast(n, block, half, row, isPast);
            ptx.When(isPast).Branch(stored);
            EmitInverse(ptx, inverse, n.RowFloat("sum", block, half));
            EmitRowAddress(n, row, at);
            if (n.HasQuads)
                CudaQuads.EmitStore(n, block, half, at, inverse);
            else
                EmitPairs(n, block, half, at, inverse, firstGroup: 0);
            if (n.Spec.WritesLse)
                EmitLse(n, block, half, row);
        }
        ptx.Place(stored);
    }

    // All lanes exchange, those of rows past the end too.
    private static void EmitRowInPieces(CudaFragments n, int block, int half)
    {
        var ptx = n.Ptx;
        var stored = ptx.Label("STORED");
        using (ptx.Block())
        {
            PtxRegister row = ptx.Register("row", PtxType.B32), isPast = ptx.Register("isPast", PtxType.Pred), inverse = ptx.Register("inverse", PtxType.F32);
            PtxRegister at = ptx.Register("at", PtxType.B64);
            EmitIsPast(n, block, half, row, isPast);
            EmitInverse(ptx, inverse, n.RowFloat("sum", block, half));
            var pieces = CudaPieces.EmitExchange(n, block, half, inverse);
            ptx.When(isPast).Branch(stored);
            EmitRowAddress(n, row, at);
            CudaPieces.EmitStore(n, at, pieces);
            EmitPairs(n, block, half, at, inverse, firstGroup: 4 * pieces.Count);
            if (n.Spec.WritesLse)
                EmitLse(n, block, half, row);
        }
        ptx.Place(stored);
    }

    private static void EmitIsPast(CudaFragments n, int block, int half, PtxRegister row, PtxRegister isPast)
    {
        n.Ptx.Add(row, n["threadRow"], CudaFragments.RowOffset(block, half));
        n.Ptx.Compare("ge", isPast, row, n["queryLength"]);
    }

    private static void EmitRowAddress(CudaFragments n, PtxRegister row, PtxRegister at)
    {
        var row64 = n.Ptx.Register("row64", PtxType.B64);
        n.Ptx.Widen(row64, row);
        n.Ptx.MultiplyAdd(at, row64, n.Wide("outputRowBytes"), n.Wide("outputAt"));
    }

    private static void EmitPairs(CudaFragments n, int block, int half, PtxRegister at, PtxRegister inverse, int firstGroup)
    {
        var ptx = n.Ptx;
        for (var group = firstGroup; 8 * group < n.Columns; group++)
        {
            PtxRegister first = n.Output(block, group, 2 * half), second = n.Output(block, group, 2 * half + 1);
            ptx.Multiply(first, first, inverse);
            ptx.Multiply(second, second, inverse);
            using (ptx.Block())
                EmitPair(n, at, group, first, second);
        }
    }

    // One store where the output lies on multiples of two elements, else two; fewer past the last column.
    private static void EmitPair(CudaFragments n, PtxRegister at, int group, PtxRegister first, PtxRegister second)
    {
        var (ptx, left, bytes) = (n.Ptx, n.Columns - 8 * group, Bytes(n.Spec));
        var offset = 8 * bytes * group;
        PtxRegister isWhole = n.Predicate("isPaired"), low = first, high = second, word = first;
        if (n.Spec.OutputPrecision != ElementType.Float32)
        {
            (word, low, high) = (ptx.Register("word", PtxType.B32), ptx.Register("low", PtxType.B16), ptx.Register("high", PtxType.B16));
            ptx.Round(n.Spec.OutputPrecision, word, first, second);
            ptx.Split(low, high, word);
        }
        if (left >= 8)
        {
            ptx.When(isWhole);
            if (n.Spec.OutputPrecision == ElementType.Float32)
                ptx.StoreGlobalPair(at, offset, first, second);
            else
                ptx.StoreGlobal(at, offset, word);
            ptx.Unless(isWhole).StoreGlobal(at, offset, low);
            ptx.Unless(isWhole).StoreGlobal(at, offset + bytes, high);
            return;
        }
        PtxRegister hasFirst = ptx.Register("hasFirst", PtxType.Pred), hasSecond = ptx.Register("hasSecond", PtxType.Pred);
        ptx.Compare("lt", hasFirst, n["pair"], left);
        ptx.Compare("lt", hasSecond, n["pair"], left - 1);
        ptx.When(hasFirst).StoreGlobal(at, offset, low);
        ptx.When(hasSecond).StoreGlobal(at, offset + bytes, high);
    }

    private static void EmitLse(CudaFragments n, int block, int half, PtxRegister row)
    {
        var ptx = n.Ptx;
        using (ptx.Block())
        {
            PtxRegister shift = ptx.Register("shift", PtxType.F32), value = ptx.Register("value", PtxType.F32), at = ptx.Register("lseRow", PtxType.B64);
            CudaSoftmax.EmitShift(n, shift, n.RowFloat("maximum", block, half));
            if (n.WeightExponent > 0)
                ptx.Subtract(shift, shift, (float)n.WeightExponent);
            CudaMath.LogSumExp(ptx, value, shift, n.RowFloat("sum", block, half));
            ptx.MultiplyAddWide(at, row, 4, n.Wide("lseAt"));
            ptx.When(n.Predicate("isLseWanted")).StoreGlobal(at, 0, value);
        }
    }

    private static int Bytes(AttentionSpec spec) => spec.OutputPrecision.Bytes();
}
