using KernelGen.Templates.Text;

namespace KernelGen.Templates.Cpu;

/// <summary>Step 3: divide by the sum, convert, store; and the log-sum-exp when the spec has one.</summary>
internal static class CpuStore
{
    public static void Emit(SourceWriter writer, CpuNames n)
    {
        writer.Line();
        var empty = n.Spec.SinkLogit is null
            ? "A row with no allowed key has the sum 0: its output is 0 and its log-sum-exp -infinity."
            : "A row with no allowed key has the output 0 and the sink as its log-sum-exp.";
        writer.Line($"// 3 Normalise and store. {empty}");
        writer.Line(CpuNames.FullyOptimized);
        using (writer.Block("private static void Store(in PrefillTile work, int r, float* output, float sum, float maximum)"))
        {
            writer.Line($"Rows.Store(output, ({n.OutputElement}*)work.Output + r * work.OutputRowStride, ValueDim, sum == 0 ? 0 : 1 / sum);");
            if (n.Spec.WritesLse)
            {
                writer.Line("if (work.Lse is not null)");
                using (writer.Indent())
                    writer.Line("work.Lse[r * work.LseStride] = Rows.LogSumExp(maximum, sum);");
            }
        }
    }
}
