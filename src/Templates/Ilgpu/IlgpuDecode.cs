using KernelGen.Templates.Text;

namespace KernelGen.Templates.Ilgpu;

/// <summary>
/// Decoding: few query rows per head. The rows of the heads that share a key head make one tile, and the keys are cut into shares so that
/// one sequence fills the device. A group leaves its unnormalised part; the merge kernel joins the shares in their order.
/// </summary>
internal static class IlgpuDecode
{
    /// <summary>The name of the class with the decode kernel.</summary>
    public const string ClassName = "IlgpuDecode";

    /// <summary>Threads of a group of the merge kernel.</summary>
    public const int MergeThreads = 64;

    /// <summary>Which rows and keys this group has.</summary>
    public static void EmitPlace(SourceWriter writer, IlgpuNames n)
    {
        writer.Line("""
            // This group's unit (a sequence, and heads that share a key head), its tile of the unit's rows, and its share of the keys.
            int share = Grid.IdxX % launch.Shares, rowTile = Grid.IdxX / launch.Shares % launch.QueryTiles;
            int unit = Grid.IdxX / launch.Shares / launch.QueryTiles, units = launch.QueryHeads / launch.UnitHeads;
            int batch = unit / units, firstHead = unit % units * launch.UnitHeads, kvHead = firstHead / launch.GroupSize;
            int firstRow = rowTile * QueryTile, rows = launch.UnitHeads * launch.QueryLength;
            int first = plan[launch.Plans == 1 ? 0 : batch * launch.QueryHeads + firstHead];
            int run = plan[first], lastRun = plan[first + 1];
            // The share is counted in key tiles that the plan keeps.
            int kept = 0;
            for (int i = run; i < lastRun; i++)
                kept += plan[2 * i + 1] >> 1;
            int from = (int)((long)kept * share / launch.Shares), to = (int)((long)kept * (share + 1) / launch.Shares), passed = 0;
            """);
        if (n.Spec.Score is null && !IlgpuSink.ReadsHead(n))
            return;
        for (var r = 0; r < n.Rows; r++)
        {
            var position = n.Spec.Score is null ? "" : $"position{r} = launch.QueryOffset + unitRow{r} % launch.QueryLength, ";
            writer.Line($"int unitRow{r} = firstRow + threadRow * 4{IlgpuNames.Plus(n.RowOffset(r))};");
            writer.Line($"int {position}head{r} = firstHead + unitRow{r} / launch.QueryLength;");
        }
    }

    /// <summary>Cuts a run to the share.</summary>
    public static void EmitShare(SourceWriter writer) => writer.Line("""
        end = start + Math.Min(count, to - passed);
        start += Math.Max(0, from - passed);
        passed += count;
        """);

    /// <summary>Step 3: leaves the unnormalised part: rows, then their maxima, then their sums.</summary>
    public static void EmitStore(SourceWriter writer, IlgpuNames n)
    {
        writer.Line("// 3 Leave the unnormalised part; the merge kernel joins the shares.");
        IlgpuStore.EmitSums(writer, n);
        writer.Line("long part = (long)Grid.IdxX * (QueryTile * (ValueDim + 2));");
        for (var r = 0; r < n.Rows; r++)
        {
            using (writer.Block())
            {
                writer.Line($"int r = threadRow * 4{IlgpuNames.Plus(n.RowOffset(r))};");
                writer.Line("long at = part + r * ValueDim + threadColumn * 4;");
                IlgpuStore.EmitColumns(writer, n, c => $"parts[at{IlgpuNames.Plus(n.ColumnOffset(c))}] = o{r}_{c};");
                using (writer.Block("if (threadColumn == 0)"))
                {
                    writer.Line($"parts[part + QueryTile * ValueDim + r] = m{r};");
                    writer.Line($"parts[part + QueryTile * (ValueDim + 1) + r] = sum{r};");
                }
            }
        }
    }

    /// <summary>The parameters of the merge kernel.</summary>
    public static string MergeParameters(IlgpuNames n)
        => $"ArrayView<float> parts, ArrayView<{n.OutputElement}> output{(n.Spec.WritesLse ? ", ArrayView<float> lse" : "")}, {IlgpuNames.Launch} launch";

    /// <summary>The merge kernel: a group for each row, a thread for each column.</summary>
    public static void EmitMerge(SourceWriter writer, IlgpuNames n)
    {
        writer.Line();
        writer.Line("/// <summary>Joins the shares of the decode kernel in their order, by their maxima and sums; then step 3, normalise and store.</summary>");
        using (writer.Block("private static class IlgpuMerge"))
        {
            writer.Line($$"""
                public const int Threads = {{MergeThreads}};
                private const int QueryTile = {{n.Config.QueryTile}};
                private const int ValueDim = {{n.Spec.ValueHeadDim}};
                private const int PartFloats = QueryTile * (ValueDim + 2);

                public static void Run({{MergeParameters(n)}})
                """);
            using (writer.Block())
            using (writer.Block("unchecked"))
            {
                writer.Line($$"""
                    int rows = launch.UnitHeads * launch.QueryLength, unit = Grid.IdxX / rows, row = Grid.IdxX % rows, r = row % QueryTile;
                    int units = launch.QueryHeads / launch.UnitHeads, batch = unit / units;
                    int head = unit % units * launch.UnitHeads + row / launch.QueryLength, queryRow = row % launch.QueryLength;
                    long part = (unit * (long)launch.QueryTiles + row / QueryTile) * launch.Shares * PartFloats;
                    long maxima = part + QueryTile * ValueDim + r, sums = maxima + QueryTile;
                    float maximum = float.NegativeInfinity, sum = 0f;
                    for (int s = 0; s < launch.Shares; s++)
                        maximum = IntrinsicMath.Max(maximum, parts[maxima + s * (long)PartFloats]);
                    // A row that has seen no allowed key has the maximum -infinity; 0 in its place avoids -infinity minus -infinity.
                    float shift = maximum == float.NegativeInfinity ? 0f : maximum;
                    for (int s = 0; s < launch.Shares; s++)
                        sum += Exp2(parts[maxima + s * (long)PartFloats] - shift) * parts[sums + s * (long)PartFloats];
                    float inverse = sum == 0f ? 0f : 1f / sum;
                    long outputBase = batch * launch.OutputBatchStride + head * launch.OutputHeadStride + queryRow * launch.OutputRowStride;
                    for (int column = Group.IdxX; column < ValueDim; column += Threads)
                    {
                        float value = 0f;
                        for (int s = 0; s < launch.Shares; s++)
                            value += Exp2(parts[maxima + s * (long)PartFloats] - shift) * parts[part + s * (long)PartFloats + r * ValueDim + column];
                        output[outputBase + column] = {{n.Stored("value * inverse")}};
                    }
                    """);
                if (n.Spec.WritesLse)
                {
                    writer.Line("if (launch.WritesLse != 0 && Group.IdxX == 0)");
                    using (writer.Indent())
                        writer.Line("lse[batch * launch.LseBatchStride + head * launch.LseHeadStride + queryRow * launch.LseRowStride] = LogSumExp(maximum, sum);");
                }
            }
        }
    }
}
