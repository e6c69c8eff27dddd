using KernelGen.Templates.Expressions;
using KernelGen.Templates.Specs;
using KernelGen.Templates.Text;

namespace KernelGen.Templates.Cpu;

/// <summary>
/// The end of step 1, of a spec with a sink: every row begins as if it had seen the sink, so that its maximum is the sink's logit, its sum 1
/// and its output 0. No later step knows of it.
/// </summary>
internal static class CpuSink
{
    /// <summary>Writes the methods, of a spec that has a sink.</summary>
    public static void Emit(SourceWriter writer, CpuNames n)
    {
        if (n.Spec.SinkLogit is not { } declared)
            return;
        var sink = ExprSimplifier.Simplify(declared);
        var inBaseTwo = Expr.Multiply(sink, Expr.Float((float)LogitScale.Log2E));
        writer.Line($$"""

            // 1 Sink: a key with the logit {{ScalarCSharp.Print(sink)}} and no value. Rows begin as if they had seen it.
            {{CpuNames.FullyOptimized}}
            private static void StartWithSink(float* maxima, float* sums, int rows, in MaskScope scope)
            {
                float sink = SinkLogit(in scope);
                for (int r = 0; r < rows; r++)
                {
                    maxima[r] = sink;
                    sums[r * Lanes] = 1; // one lane of the vector that is added up in the end
                }
            }

            // The sink's logit times log2(e), for a softmax in base 2.
            private static float SinkLogit(in MaskScope scope) => {{ScalarCSharp.Unchecked(inBaseTwo, ScalarStyle.InScope).Text}};
            """);
    }

    /// <summary>The lines of decoding: the rows are those of several heads, and only the first share counts the sink.</summary>
    public static string DecodeStart(CpuNames n) => n.Spec.SinkLogit is not { } sink ? ""
        : !sink.Reads(ExprVariable.Head) ? "\n    if (work.IsFirstShare)\n        StartWithSink(work.Maxima, sums, work.Rows, in work.Scope);"
        : """

              for (int r = 0; work.IsFirstShare && r < work.Rows; r++)
                  StartWithSink(work.Maxima + r, sums + r * Lanes, 1, work.Scope with { Head = work.Scope.Head + (work.FirstRow + r) / work.RowsPerHead });
          """;
}
