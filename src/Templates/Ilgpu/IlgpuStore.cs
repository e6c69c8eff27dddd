using KernelGen.Templates.Text;

namespace KernelGen.Templates.Ilgpu;

/// <summary>Step 3: divide by the sum, convert, store; and the log-sum-exp when the spec has one.</summary>
internal static class IlgpuStore
{
    public static void Emit(SourceWriter writer, IlgpuNames n)
    {
        writer.Line($"// 3 Normalise and store. {(n.Spec.SinkLogit is null ? "A row with no allowed key has the sum 0: its output is 0 and its log-sum-exp -infinity." : "A row with no allowed key has the output 0 and the sink as its log-sum-exp.")}");
        EmitSums(writer, n);
        writer.Line("long outputBase = batch * launch.OutputBatchStride + head * launch.OutputHeadStride;");
        for (var r = 0; r < n.Rows; r++)
        {
            writer.Line($"int outputRow{r} = firstRow + threadRow * 4{IlgpuNames.Plus(n.RowOffset(r))};");
            using (writer.Block($"if (outputRow{r} < launch.QueryLength)"))
            {
                writer.Line($"float inverse = sum{r} == 0f ? 0f : 1f / sum{r};");
                writer.Line($"long at = outputBase + outputRow{r} * launch.OutputRowStride + threadColumn * 4;");
                EmitColumns(writer, n, c => $"output[at{IlgpuNames.Plus(n.ColumnOffset(c))}] = {n.Stored($"o{r}_{c} * inverse")};");
                if (n.Spec.WritesLse)
                {
                    writer.Line("if (launch.WritesLse != 0 && threadColumn == 0)");
                    using (writer.Indent())
                        writer.Line($"lse[batch * launch.LseBatchStride + head * launch.LseHeadStride + outputRow{r} * launch.LseRowStride] = LogSumExp(m{r}, sum{r});");
                }
            }
        }
    }

    /// <summary>The sums of the rows over all thread columns.</summary>
    public static void EmitSums(SourceWriter writer, IlgpuNames n)
    {
        writer.Line($"float {string.Join(", ", Enumerable.Range(0, n.Rows).Select(r => $"sum{r} = l{r}"))};");
        IlgpuSoftmax.EmitReduction(writer, n, "sum", (a, b) => $"{a} + {b}", start: "0f");
    }

    /// <summary>A line for each column of this thread, with a condition where columns are padded.</summary>
    public static void EmitColumns(SourceWriter writer, IlgpuNames n, Func<int, string> line)
    {
        for (var c = 0; c < n.Columns; c++)
        {
            var furthest = n.ColumnOffset(c) + 4 * (n.Config.ThreadColumns - 1);
            if (furthest >= n.Spec.ValueHeadDim)
            {
                writer.Line($"if (threadColumn * 4{IlgpuNames.Plus(n.ColumnOffset(c))} < ValueDim)");
                using (writer.Indent())
                    writer.Line(line(c));
            }
            else
            {
                writer.Line(line(c));
            }
        }
    }
}
