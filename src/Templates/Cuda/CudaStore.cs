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
            ptx.And(bits, bits, 2 * Bytes(n.Spec) - 1);
            ptx.Compare("eq", n.Predicate("isPaired"), bits, 0);
        }
        ptx.MultiplyAddWide(n.Wide("outputAt"), n["pair"], Bytes(n.Spec), n.Wide("outputAt"));
        if (n.Spec.WritesLse)
            EmitLsePlace(n);
        foreach (var (block, half) in n.Rows())
            EmitRow(n, block, half);
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

    private static void EmitRow(CudaFragments n, int block, int half)
    {
        var ptx = n.Ptx;
        var sum = n.RowFloat("sum", block, half);
        var stored = ptx.Label("STORED");
        using (ptx.Block())
        {
            PtxRegister row = ptx.Register("row", PtxType.B32), isPast = ptx.Register("isPast", PtxType.Pred), inverse = ptx.Register("inverse", PtxType.F32);
            PtxRegister at = ptx.Register("at", PtxType.B64), row64 = ptx.Register("row64", PtxType.B64);
            ptx.Add(row, n["threadRow"], CudaNames.RowOffset(block, half));
            ptx.Compare("ge", isPast, row, n["queryLength"]);
            ptx.When(isPast).Branch(stored);
            EmitInverse(ptx, inverse, sum);
            ptx.Widen(row64, row);
            ptx.MultiplyAdd(at, row64, n.Wide("outputRowBytes"), n.Wide("outputAt"));
            for (var group = 0; 8 * group < n.Columns; group++)
            {
                PtxRegister first = n.Output(block, group, 2 * half), second = n.Output(block, group, 2 * half + 1);
                ptx.Multiply(first, first, inverse);
                ptx.Multiply(second, second, inverse);
                using (ptx.Block())
                    EmitPair(n, at, group, first, second);
            }
            if (n.Spec.WritesLse)
                EmitLse(n, block, half, row);
        }
        ptx.Place(stored);
    }

    // One store where the output lies on multiples of two elements, else two; fewer past the last column.
    private static void EmitPair(CudaFragments n, PtxRegister at, int group, PtxRegister first, PtxRegister second)
    {
        var (ptx, left, bytes) = (n.Ptx, n.Columns - 8 * group, Bytes(n.Spec));
        var offset = 8 * bytes * group;
        PtxRegister isWhole = n.Predicate("isPaired"), low = first, high = second, word = first;
        if (n.Spec.Precision != ElementType.Float32)
        {
            (word, low, high) = (ptx.Register("word", PtxType.B32), ptx.Register("low", PtxType.B16), ptx.Register("high", PtxType.B16));
            ptx.Round(n.Spec.Precision, word, first, second);
            ptx.Split(low, high, word);
        }
        if (left >= 8)
        {
            ptx.When(isWhole);
            if (n.Spec.Precision == ElementType.Float32)
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
            CudaMath.LogSumExp(ptx, value, shift, n.RowFloat("sum", block, half));
            ptx.MultiplyAddWide(at, row, 4, n.Wide("lseAt"));
            ptx.When(n.Predicate("isLseWanted")).StoreGlobal(at, 0, value);
        }
    }

    private static int Bytes(AttentionSpec spec) => CudaRowShape.BytesOf(spec.Precision);
}
