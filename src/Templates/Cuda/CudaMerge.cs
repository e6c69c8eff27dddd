using KernelGen.Templates.Cuda.Ptx;
using KernelGen.Templates.Specs;

namespace KernelGen.Templates.Cuda;

/// <summary>The merge kernel of decoding: a block for each row, a thread for each column.</summary>
internal static class CudaMerge
{
    /// <summary>The name of the kernel.</summary>
    public const string Name = "merge";

    /// <summary>Threads of a block.</summary>
    public const int Threads = 128;

    /// <summary>Writes the kernel.</summary>
    public static void Emit(PtxWriter ptx, AttentionSpec spec, CudaConfig config)
    {
        var n = new CudaNames(ptx, spec, config, isDecode: true);
        ptx.Entry(
            Name, "Joins the parts of the decode kernel in their order, by their maxima and sums; then step 3, normalise and store.",
            CudaParameters.Merge(spec), Threads, () => EmitBody(n));
    }

    private static void EmitBody(CudaNames n)
    {
        var ptx = n.Ptx;
        ptx.Comment("This block's row: of which unit, in which tile, and of which head and sequence.");
        foreach (var name in new[] { "queryLength", "queryHeads", "queryTiles", "unitHeads", "shares" })
            n.Load(name);
        ptx.Move(n["thread"], PtxOperand.Special("tid.x"));
        ptx.Move(n["blockIndex"], PtxOperand.Special("ctaid.x"));
        ptx.Multiply(n["unitRows"], n["unitHeads"], n["queryLength"]);
        ptx.Divide(n["unit"], n["blockIndex"], n["unitRows"]);
        ptx.Remainder(n["row"], n["blockIndex"], n["unitRows"]);
        CudaDecode.EmitUnit(n);
        ptx.Divide(n["head"], n["row"], n["queryLength"]);
        ptx.Add(n["head"], n["head"], n["firstHead"]);
        ptx.Remainder(n["queryRow"], n["row"], n["queryLength"]);
        EmitParts(n);
        EmitMaximum(n);
        EmitSum(n);
        if (n.Spec.WritesLse)
            EmitLse(n);
        EmitColumns(n);
        ptx.Return();
    }

    private static void EmitParts(CudaNames n)
    {
        var ptx = n.Ptx;
        var (rows, dim) = (n.Config.QueryTile, n.Spec.ValueHeadDim);
        ptx.Step($"Its {n.Config.KeyWarps} parts of every share, {4 * CudaDecode.PartFloats(n)} bytes from one to the next: outputs, maxima, sums.");
        ptx.Multiply(n["count"], n["shares"], n.Config.KeyWarps);
        ptx.LoadParameter(n.Wide("partAt"), "parts");
        ptx.ToGlobal(n.Wide("partAt"), n.Wide("partAt"));
        using (ptx.Block())
        {
            PtxRegister part = ptx.Register("part", PtxType.B32), inTile = ptx.Register("inTile", PtxType.B32);
            PtxRegister part64 = ptx.Register("part64", PtxType.B64), count64 = ptx.Register("count64", PtxType.B64);
            ptx.Divide(part, n["row"], rows);
            ptx.MultiplyAdd(part, n["unit"], n["queryTiles"], part);
            ptx.Widen(part64, part);
            ptx.Widen(count64, n["count"]);
            ptx.Multiply(part64, part64, count64);
            ptx.MultiplyAdd(n.Wide("partAt"), part64, 4 * CudaDecode.PartFloats(n), n.Wide("partAt"));
            ptx.Remainder(inTile, n["row"], rows);
            ptx.MultiplyAddWide(n.Wide("stateAt"), inTile, 4, n.Wide("partAt"));
            ptx.Add(n.Wide("stateAt"), n.Wide("stateAt"), 4 * rows * dim);
            ptx.MultiplyAddWide(n.Wide("rowAt"), inTile, 4 * dim, n.Wide("partAt"));
        }
    }

    private static void EmitMaximum(CudaNames n)
    {
        var ptx = n.Ptx;
        ptx.Step("The largest maximum; 0 in place of -infinity, of which -infinity cannot be taken.");
        ptx.Move(n.Float("largest"), float.NegativeInfinity);
        EmitLoop(n, n.Wide("stateAt"), at =>
        {
            var maximum = ptx.Register("maximum", PtxType.F32);
            ptx.LoadGlobal("f32", maximum, at);
            ptx.Maximum(n.Float("largest"), n.Float("largest"), maximum);
        });
        ptx.Compare("eq", n.Predicate("isEmpty"), n.Float("largest"), float.NegativeInfinity);
        ptx.Select(n.Float("largest"), 0f, n.Float("largest"), n.Predicate("isEmpty"));
    }

    private static void EmitSum(CudaNames n)
    {
        var ptx = n.Ptx;
        ptx.Step("The sum of the sums, each rescaled by 2^(its maximum - the largest).");
        ptx.Move(n.Float("sum"), 0f);
        EmitLoop(n, n.Wide("stateAt"), at =>
        {
            PtxRegister scale = ptx.Register("scale", PtxType.F32), sum = ptx.Register("part", PtxType.F32);
            EmitScale(n, scale, at);
            ptx.LoadGlobal("f32", sum, at, 4 * n.Config.QueryTile);
            ptx.MultiplyAdd(n.Float("sum"), scale, sum, n.Float("sum"));
        });
        CudaStore.EmitInverse(ptx, n.Float("inverse"), n.Float("sum"));
    }

    private static void EmitLse(CudaNames n)
    {
        var ptx = n.Ptx;
        ptx.Step("Thread 0 writes the log-sum-exp, where it is wanted.");
        using (ptx.Block())
        {
            PtxRegister at = ptx.Register("at", PtxType.B64), isWanted = ptx.Register("isWanted", PtxType.Pred), isFirst = ptx.Register("isFirst", PtxType.Pred);
            PtxRegister index = ptx.Register("index", PtxType.B64), length = ptx.Register("length", PtxType.B64), row = ptx.Register("queryRow64", PtxType.B64);
            PtxRegister head = ptx.Register("headOfAll", PtxType.B32), value = ptx.Register("value", PtxType.F32);
            ptx.LoadParameter(at, "lse");
            ptx.Compare("ne", isWanted, at, 0);
            ptx.Compare("eq", isFirst, n["thread"], 0);
            ptx.And(isWanted, isWanted, isFirst);
            ptx.ToGlobal(at, at);
            ptx.MultiplyAdd(head, n["batch"], n["queryHeads"], n["head"]);
            ptx.Widen(index, head);
            ptx.Widen(length, n["queryLength"]);
            ptx.Widen(row, n["queryRow"]);
            ptx.MultiplyAdd(index, index, length, row);
            ptx.ShiftLeft(index, index, 2);
            ptx.Add(at, at, index);
            CudaMath.LogSumExp(ptx, value, n.Float("largest"), n.Float("sum"));
            ptx.When(isWanted).StoreGlobal(at, 0, value);
        }
    }

    private static void EmitColumns(CudaNames n)
    {
        var ptx = n.Ptx;
        ptx.Step("3 Normalise and store: this thread's columns.");
        CudaStore.EmitOutputAddress(n, n.Wide("outputAt"), n.Wide("outputRowBytes"), n["batch"], n["head"]);
        using (ptx.Block())
        {
            var row = ptx.Register("queryRow64", PtxType.B64);
            ptx.Widen(row, n["queryRow"]);
            ptx.MultiplyAdd(n.Wide("outputAt"), row, n.Wide("outputRowBytes"), n.Wide("outputAt"));
        }
        for (var first = 0; first < n.Spec.ValueHeadDim; first += Threads)
        {
            var done = ptx.Label("DONE");
            using (ptx.Block())
            {
                PtxRegister column = ptx.Register("column", PtxType.B32), isPast = ptx.Register("isPast", PtxType.Pred), total = ptx.Register("total", PtxType.F32);
                var at = ptx.Register("columnAt", PtxType.B64);
                ptx.Add(column, n["thread"], first);
                ptx.Compare("ge", isPast, column, n.Spec.ValueHeadDim);
                ptx.When(isPast).Branch(done);
                ptx.Move(total, 0f);
                ptx.MultiplyAddWide(n.Wide("cellAt"), column, 4, n.Wide("rowAt"));
                EmitLoop(n, n.Wide("stateAt"), state =>
                {
                    PtxRegister scale = ptx.Register("scale", PtxType.F32), output = ptx.Register("output", PtxType.F32);
                    EmitScale(n, scale, state);
                    ptx.LoadGlobal("f32", output, n.Wide("cellAt"));
                    ptx.MultiplyAdd(total, scale, output, total);
                    ptx.Add(n.Wide("cellAt"), n.Wide("cellAt"), 4 * CudaDecode.PartFloats(n));
                });
                ptx.Multiply(total, total, n.Float("inverse"));
                ptx.MultiplyAddWide(at, column, n.Spec.OutputPrecision.Bytes(), n.Wide("outputAt"));
                EmitElement(n, at, total);
            }
            ptx.Place(done);
        }
    }

    private static void EmitElement(CudaNames n, PtxRegister at, PtxRegister value)
    {
        if (n.Spec.OutputPrecision == ElementType.Float32)
        {
            n.Ptx.StoreGlobal(at, 0, value);
            return;
        }
        var element = n.Ptx.Register("element", PtxType.B16);
        n.Ptx.Round(n.Spec.OutputPrecision, element, value);
        n.Ptx.StoreGlobal(at, 0, element);
    }

    private static void EmitScale(CudaNames n, PtxRegister scale, PtxRegister state)
    {
        n.Ptx.LoadGlobal("f32", scale, state);
        n.Ptx.Subtract(scale, scale, n.Float("largest"));
        n.Ptx.Exp2(scale, scale);
    }

    // Over all parts, from the first one on.
    private static void EmitLoop(CudaNames n, PtxRegister first, Action<PtxRegister> body)
    {
        var ptx = n.Ptx;
        var next = ptx.Label("NEXT_PART");
        using (ptx.Block())
        {
            PtxRegister at = ptx.Register("at", PtxType.B64), i = ptx.Register("i", PtxType.B32), isMore = ptx.Register("isMore", PtxType.Pred);
            ptx.Move(at, first);
            ptx.Move(i, 0);
            ptx.Place(next);
            body(at);
            ptx.Add(at, at, 4 * CudaDecode.PartFloats(n));
            ptx.Add(i, i, 1);
            ptx.Compare("lt", isMore, i, n["count"]);
            ptx.When(isMore).Branch(next);
        }
    }
}
