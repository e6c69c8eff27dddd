using KernelGen.Templates.Cuda.Ptx;

namespace KernelGen.Templates.Cuda;

/// <summary>
/// Decoding: few query rows per head. The rows of the heads that share a key head make one tile of 16, whose keys the warps divide among
/// themselves; and the keys are cut into shares so that one sequence fills the device. Each warp leaves its unnormalised part; the merge
/// kernel joins them in their order.
/// </summary>
internal static class CudaDecode
{
    /// <summary>Floats of a part of 16 rows: outputs, then maxima, then sums.</summary>
    public static int PartFloats(CudaNames n) => n.Config.QueryTile * (n.Spec.ValueHeadDim + 2);

    /// <summary>Which rows and keys this block has.</summary>
    public static void EmitPlace(CudaNames n)
    {
        var ptx = n.Ptx;
        ptx.Step("This block's share of the keys, its tile of the unit's rows, and its unit: a sequence, and heads that share a key head.");
        CudaPlan.EmitLengths(n);
        foreach (var name in new[] { "queryOffset", "queryHeads", "groupSize", "queryTiles", "unitHeads", "shares" })
            n.Load(name);
        ptx.Move(n["blockIndex"], PtxOperand.Special("ctaid.x"));
        ptx.Remainder(n["share"], n["blockIndex"], n["shares"]);
        ptx.Divide(n["unit"], n["blockIndex"], n["shares"]);
        ptx.Remainder(n["firstRow"], n["unit"], n["queryTiles"]);
        ptx.Multiply(n["firstRow"], n["firstRow"], n.Config.QueryTile);
        ptx.Divide(n["unit"], n["unit"], n["queryTiles"]);
        EmitUnit(n);
        ptx.Divide(n["kvHead"], n["firstHead"], n["groupSize"]);
        ptx.MultiplyAdd(n["headOfAll"], n["batch"], n["queryHeads"], n["firstHead"]);
        CudaPlan.EmitPlan(n, n["headOfAll"]);
        CudaPlan.EmitRuns(n, n.Wide("planAt"));
        EmitShareOfKeys(n);
        ptx.Add(n["threadRow"], n["firstRow"], n["tileRow"]);
        foreach (var (block, half) in n.Rows())
        {
            var row = n[$"unitRow{block}_{half}"];
            ptx.Add(row, n["threadRow"], CudaNames.RowOffset(block, half));
            ptx.Remainder(n.Position(block, half), row, n["queryLength"]);
            ptx.Add(n.Position(block, half), n.Position(block, half), n["queryOffset"]);
            ptx.Divide(n.Head(block, half), row, n["queryLength"]);
            ptx.Add(n.Head(block, half), n.Head(block, half), n["firstHead"]);
        }
    }

    /// <summary>The sequence and the first head of a unit, and how many rows it has.</summary>
    public static void EmitUnit(CudaNames n)
    {
        var ptx = n.Ptx;
        ptx.Multiply(n["unitRows"], n["unitHeads"], n["queryLength"]);
        ptx.Divide(n["units"], n["queryHeads"], n["unitHeads"]);
        ptx.Divide(n["batch"], n["unit"], n["units"]);
        ptx.Remainder(n["firstHead"], n["unit"], n["units"]);
        ptx.Multiply(n["firstHead"], n["firstHead"], n["unitHeads"]);
    }

    /// <summary>Whether this warp has the first part of its rows.</summary>
    public static PtxRegister EmitIsFirst(CudaNames n)
    {
        var isFirst = n.Predicate("isFirstPart");
        using (n.Ptx.Block())
        {
            var part = n.Ptx.Register("part", PtxType.B32);
            n.Ptx.Or(part, n["share"], n["warp"]);
            n.Ptx.Compare("eq", isFirst, part, 0);
        }
        return isFirst;
    }

    /// <summary>Cuts a run, from <c>tile</c> on, to the share.</summary>
    public static void EmitShare(CudaFragments n, PtxRegister count)
    {
        var ptx = n.Ptx;
        PtxRegister cut = ptx.Register("cut", PtxType.B32), skipped = ptx.Register("skipped", PtxType.B32);
        ptx.Subtract(cut, n["toKept"], n["passed"]);
        ptx.Minimum(cut, cut, count);
        ptx.Add(n["endTile"], n["tile"], cut);
        ptx.Subtract(skipped, n["fromKept"], n["passed"]);
        ptx.Maximum(skipped, skipped, 0);
        ptx.Add(n["tile"], n["tile"], skipped);
        ptx.Add(n["passed"], n["passed"], count);
    }

    /// <summary>Starts to load this thread's piece of a row of the tile, and of its factors.</summary>
    /// <param name="n">The kernel.</param>
    /// <param name="rows">The loads.</param>
    /// <param name="firstRow">This thread's first row.</param>
    /// <param name="place">The shared address of its piece.</param>
    /// <param name="number">Which of its rows.</param>
    public static void EmitQueryRow(CudaNames n, CudaRows rows, PtxRegister firstRow, PtxRegister place, int number)
    {
        var ptx = n.Ptx;
        using (ptx.Block())
        {
            PtxRegister row = ptx.Register("unitRow", PtxType.B32), remaining = ptx.Register("remaining", PtxType.B32), head = ptx.Register("rowHead", PtxType.B32);
            var at = ptx.Register("at", PtxType.B64);
            ptx.Add(row, firstRow, number * n.Layout.LoadRows);
            ptx.Subtract(remaining, n["unitRows"], row);
            ptx.Divide(head, row, n["queryLength"]);
            ptx.Add(head, head, n["firstHead"]);
            ptx.Remainder(row, row, n["queryLength"]);
            CudaStaging.EmitAddress(n, at, "query", head, row);
            rows.Emit(at, 0, remaining, place, n.Layout.QueryOffset, 1, number);
            CudaLowRank.EmitQueries(n, head, row, remaining, place, 1, number);
        }
    }

    /// <summary>Step 3: leaves the unnormalised part of this warp.</summary>
    public static void EmitStore(CudaNames n)
    {
        var ptx = n.Ptx;
        var dim = n.Spec.ValueHeadDim;
        ptx.Step("3 Leave the unnormalised part of this warp; the merge kernel joins the parts.");
        CudaStore.EmitSums(n);
        ptx.LoadParameter(n.Wide("partAt"), "parts");
        ptx.ToGlobal(n.Wide("partAt"), n.Wide("partAt"));
        ptx.MultiplyAdd(n["part"], n["blockIndex"], n.Config.KeyWarps, n["warp"]);
        using (ptx.Block())
        {
            var part = ptx.Register("part64", PtxType.B64);
            ptx.Widen(part, n["part"]);
            ptx.MultiplyAdd(n.Wide("partAt"), part, 4 * PartFloats(n), n.Wide("partAt"));
        }
        foreach (var (block, half) in n.Rows())
        {
            using (ptx.Block())
            {
                PtxRegister row = ptx.Register("row", PtxType.B32), at = ptx.Register("at", PtxType.B64), shift = ptx.Register("shift", PtxType.F32);
                PtxRegister has = ptx.Register("has", PtxType.Pred);
                ptx.Add(row, n["tileRow"], CudaNames.RowOffset(block, half));
                ptx.MultiplyAddWide(at, row, 4 * dim, n.Wide("partAt"));
                ptx.MultiplyAddWide(at, n.ThreadColumn, 4, at);
                if (n.FirstColumn is { } first)
                    ptx.MultiplyAddWide(at, first, 4, at);
                for (var column = 0; column < 2 * n.ColumnGroups; column++)
                {
                    var (group, second) = (column / 2, column % 2);
                    var (offset, output) = (n.ColumnOffset(group, second), n.Output(block, group, 2 * half + second));
                    var left = n.Columns - offset;
                    if (left <= 0)
                        continue;
                    if (left < 4 * n.Neighbours - offset % n.Neighbours)
                    {
                        ptx.Compare("lt", has, n.ThreadColumn, left);
                        ptx.When(has);
                    }
                    ptx.StoreGlobal(at, 4 * offset, output);
                }
                ptx.Compare("eq", has, n["quarter"], 0);
                ptx.MultiplyAddWide(at, row, 4, n.Wide("partAt"));
                var maximum = n.RowFloat("maximum", block, half);
                if (n.FoldsScale)
                    ptx.Multiply(shift, maximum, n.Scale2);
                ptx.When(has).StoreGlobal(at, 4 * n.Config.QueryTile * dim, n.FoldsScale ? shift : maximum);
                ptx.When(has).StoreGlobal(at, 4 * n.Config.QueryTile * (dim + 1), n.RowFloat("sum", block, half));
            }
        }
    }

    // Shares are counted in key tiles that the plan keeps; the first ones have one more where they do not divide evenly.
    private static void EmitShareOfKeys(CudaNames n)
    {
        var ptx = n.Ptx;
        PtxLabel next = ptx.Label("COUNT_RUN"), counted = ptx.Label("COUNTED");
        ptx.Comment("The share is counted in key tiles that the plan keeps.");
        ptx.Move(n["kept"], 0);
        ptx.Move(n["run"], n["firstRun"]);
        ptx.Place(next);
        ptx.Compare("ge", n.Predicate("isOver"), n["run"], n["lastRun"]);
        ptx.When(n.Predicate("isOver")).Branch(counted);
        using (ptx.Block())
        {
            PtxRegister at = ptx.Register("at", PtxType.B64), count = ptx.Register("count", PtxType.B32);
            ptx.MultiplyAddWide(at, n["run"], 8, n.Wide("plan"));
            ptx.LoadGlobal("b32", count, at, 4);
            ptx.ShiftRight(count, count, 1);
            ptx.Add(n["kept"], n["kept"], count);
        }
        ptx.Add(n["run"], n["run"], 1);
        ptx.Branch(next);
        ptx.Place(counted);
        using (ptx.Block())
        {
            PtxRegister each = ptx.Register("each", PtxType.B32), more = ptx.Register("more", PtxType.B32), before = ptx.Register("before", PtxType.B32);
            ptx.Divide(each, n["kept"], n["shares"]);
            ptx.Remainder(more, n["kept"], n["shares"]);
            ptx.Minimum(before, n["share"], more);
            ptx.MultiplyAdd(n["fromKept"], n["share"], each, before);
            ptx.Add(n["toKept"], n["share"], 1);
            ptx.Minimum(before, n["toKept"], more);
            ptx.MultiplyAdd(n["toKept"], n["toKept"], each, before);
        }
    }
}
