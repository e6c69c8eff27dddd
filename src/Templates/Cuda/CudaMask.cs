using KernelGen.Templates.Cuda.Ptx;
using KernelGen.Templates.Expressions;

namespace KernelGen.Templates.Cuda;

/// <summary>Step 2b, only in Partial tiles: scores of masked keys become -infinity.</summary>
internal static class CudaMask
{
    // A predicate of this many operations is written out for every score; a longer one, or one that reads data otherwise than by rows of tensors, stands in a loop.
    private const int LargestUnrolled = 24;

    /// <summary>Writes the step.</summary>
    public static void Emit(CudaFragments n)
    {
        var ptx = n.Ptx;
        var mask = ExprSimplifier.Simplify(n.Spec.Mask);
        var allowed = ExprSimplifier.Simplify(Expr.And(Expr.Less(Expr.K, Expr.KeyLength), mask));
        ptx.Step("2b Mask, only in Partial tiles: scores of masked keys become -infinity, whatever they were.");
        ptx.Comment(mask.Equals(Expr.True) ? "Allowed are keys within the length." : $"Allowed are keys within the length, and {ScalarCSharp.Print(mask)}.");
        var masked = ptx.Label("MASKED");
        ptx.When(n.Predicate("isFull")).Branch(masked);
        var rows = new CudaTensorRows(n, allowed);
        if (allowed.All().Count() > LargestUnrolled || !rows.AreAllOf(allowed))
            EmitLoops(n, allowed);
        else if (rows.Loads.Count > 0)
            EmitTensorRows(n, allowed, rows);
        else
            EmitUnrolled(n, allowed);
        ptx.Place(masked);
    }

    private static void EmitUnrolled(CudaFragments n, Expr allowed)
    {
        var ptx = n.Ptx;
        for (var group = 0; group < n.KeyGroups; group++)
        {
            for (var part = 0; part < 2; part++)
            {
                using (ptx.Block())
                {
                    var key = ptx.Register("k", PtxType.B32);
                    ptx.Add(key, n["threadKey"], 8 * group + part);
                    foreach (var (block, half) in n.Rows())
                    {
                        var score = n.Score(block, group, 2 * half + part);
                        ptx.Select(score, score, float.NegativeInfinity, n.Expression(block, half, key, null).Truth(allowed));
                    }
                }
            }
        }
    }

    // A tensor's elements are loaded some groups of keys at a time, row by row of the thread.
    private static void EmitTensorRows(CudaFragments n, Expr allowed, CudaTensorRows rows)
    {
        var ptx = n.Ptx;
        foreach (var (block, half) in n.Rows())
        {
            using (ptx.Block())
            {
                rows.EmitRow(block, half);
                for (var first = 0; first < n.KeyGroups; first += CudaTensorRows.GroupsAtOnce)
                {
                    using (ptx.Block())
                        EmitTensorRow(n, allowed, rows, block, half, first);
                }
            }
        }
    }

    private static void EmitTensorRow(CudaFragments n, Expr allowed, CudaTensorRows rows, int block, int half, int first)
    {
        var ptx = n.Ptx;
        var loaded = rows.EmitLoads(first);
        for (var group = first; group < Math.Min(n.KeyGroups, first + CudaTensorRows.GroupsAtOnce); group++)
        {
            for (var part = 0; part < 2; part++)
            {
                using (ptx.Block())
                {
                    var key = ptx.Register("k", PtxType.B32);
                    ptx.Add(key, n["threadKey"], 8 * group + part);
                    var score = n.Score(block, group, 2 * half + part);
                    ptx.Select(score, score, float.NegativeInfinity, n.Expression(block, half, key, null, loaded(group, part)).Truth(allowed));
                }
            }
        }
    }

    // First a bit for each key of a row, in a loop, so that the predicate stands in the kernel once for each row of a thread.
    private static void EmitLoops(CudaFragments n, Expr allowed)
    {
        var ptx = n.Ptx;
        foreach (var (block, half) in n.Rows())
        {
            using (ptx.Block())
            {
                PtxRegister bits = ptx.Register("bits", PtxType.B32), bit = ptx.Register("bit", PtxType.B32), i = ptx.Register("i", PtxType.B32);
                PtxRegister key = ptx.Register("k", PtxType.B32), isMore = ptx.Register("isMore", PtxType.Pred);
                var next = ptx.Label("NEXT_KEY");
                ptx.Move(bits, 0);
                ptx.Move(i, 0);
                ptx.Place(next);
                ptx.Comment("Bit i is the key 8 * (i / 2) + i % 2 further.");
                ptx.ShiftRight(key, i, 1);
                ptx.ShiftLeft(key, key, 3);
                ptx.And(bit, i, 1);
                ptx.Add(key, key, bit);
                ptx.Add(key, key, n["threadKey"]);
                using (ptx.Block())
                    ptx.Select(bit, 1, 0, n.Expression(block, half, key, null).Truth(allowed));
                ptx.ShiftLeft(bit, bit, i);
                ptx.Or(bits, bits, bit);
                ptx.Add(i, i, 1);
                ptx.Compare("lt", isMore, i, 2 * n.KeyGroups);
                ptx.When(isMore).Branch(next);
                for (var place = 0; place < 2 * n.KeyGroups; place++)
                {
                    var score = n.Score(block, place / 2, 2 * half + place % 2);
                    ptx.And(bit, bits, PtxOperand.Bits(1u << place));
                    ptx.Compare("ne", isMore, bit, 0);
                    ptx.Select(score, score, float.NegativeInfinity, isMore);
                }
            }
        }
    }
}
