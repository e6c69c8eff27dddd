using KernelGen.Templates.Cuda.Ptx;
using KernelGen.Templates.Expressions;
using KernelGen.Templates.Specs;

namespace KernelGen.Templates.Cuda;

/// <summary>
/// The end of step 1, of a spec with a sink: every row begins as if it had seen the sink, so that its maximum is the sink's logit, its sum 1
/// and its output 0. No later step knows of it.
/// </summary>
internal static class CudaSink
{
    /// <summary>Sets the state of this thread's rows, which is empty until here.</summary>
    /// <param name="n">The kernel.</param>
    /// <param name="isCounted">Where one block of several shares a row, whether it is the one that counts the sink; null where none does.</param>
    public static void EmitStart(CudaFragments n, PtxRegister? isCounted)
    {
        if (n.Spec.SinkLogit is not { } declared)
            return;
        var (ptx, sink) = (n.Ptx, ExprSimplifier.Simplify(declared));
        ptx.Step($"1 Sink: a key with the logit {ScalarCSharp.Print(sink)} and no value. One lane of a row counts it in its share of the sum{(isCounted is null ? "" : ", and one share of the keys")}.");
        using (ptx.Block())
        {
            PtxRegister logit = ptx.Register("logit", PtxType.F32), share = ptx.Register("sinkShare", PtxType.F32);
            PtxRegister counts = ptx.Register("counts", PtxType.Pred), isFirst = ptx.Register("isFirst", PtxType.Pred);
            ptx.Compare("eq", isFirst, n["quarter"], 0);
            ptx.Select(share, (float)(1 << n.WeightExponent), 0f, isFirst);
            var rows = n.Rows().ToArray();
            foreach (var (block, half) in rows)
            {
                if ((block, half) == rows[0] || (n.IsDecode && sink.Reads(ExprVariable.Head)))
                    EmitLogit(n, sink, block, half, logit, counts, isCounted);
                ptx.When(counts).Move(n.RowFloat("maximum", block, half), logit);
                ptx.When(counts).Move(n.RowFloat("sum", block, half), share);
            }
        }
    }

    // A logit of -infinity is no sink.
    private static void EmitLogit(CudaFragments n, Expr sink, int block, int half, PtxRegister logit, PtxRegister counts, PtxRegister? isCounted)
    {
        var ptx = n.Ptx;
        // The maximum is kept in the unit of the scores.
        var unit = (float)(n.FoldsScale ? 1 / n.Spec.Scale : LogitScale.Log2E);
        using (ptx.Block())
            ptx.Multiply(logit, n.Expression(block, half, null, null).InRegister(sink), unit);
        ptx.Compare("gt", counts, logit, float.NegativeInfinity);
        if (isCounted is not null)
            ptx.And(counts, counts, isCounted);
    }
}
