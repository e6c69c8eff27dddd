using KernelGen.Templates.Expressions;
using KernelGen.Templates.Specs;
using KernelGen.Templates.Text;

namespace KernelGen.Templates.Ilgpu;

/// <summary>The end of step 2a: soft cap and score function on the logits, before the mask; and log2(e), which is then not in the queries.</summary>
internal static class IlgpuScoreFunction
{
    /// <summary>Writes the calls, of a spec that has a soft cap or a score function.</summary>
    public static void EmitCalls(SourceWriter writer, IlgpuNames n)
    {
        if (n.Spec.Softcap == 0 && n.Spec.Score is null)
            return;
        var what = n.Spec.Score is null ? "Soft cap" : n.Spec.Softcap > 0 ? "Soft cap and score function" : "Score function";
        writer.Line($"// 2a {what}, each score by itself.");
        for (var r = 0; r < n.Rows; r++)
        {
            for (var c = 0; c < n.Keys; c++)
            {
                var score = $"s{r}_{c}";
                if (n.Spec.Softcap > 0)
                    writer.Line($"{score} = Cap({score});");
                if (n.Spec.Score is not null)
                    writer.Line($"{score} = Score({score}, {Position(n, r)}, firstKey + threadColumn * 4{IlgpuNames.Plus(n.ColumnOffset(c))}, {n.ScopeArguments(n.Head(r))});");
            }
        }
    }

    /// <summary>Writes the methods.</summary>
    public static void Emit(SourceWriter writer, IlgpuNames n)
    {
        var (spec, cap) = (n.Spec, RoundTrip.Text(n.Spec.Softcap));
        if (spec.Softcap > 0)
        {
            writer.Line($$"""

                // The soft cap {{cap}} * tanh(score / {{cap}}){{(spec.Score is null ? ", times log2(e) for a softmax in base 2" : "")}}.
                private static float Cap(float score)
                    => Tanh(score * {{FloatText.Literal(LogitScale.OfScores(spec) / spec.Softcap)}}) * {{FloatText.Literal(LogitScale.OfCap(spec))}};
                """);
        }
        if (spec.Score is not { } score)
            return;
        var simple = ExprSimplifier.Simplify(score);
        var factor = spec.Softcap > 0 ? 1 : LogitScale.OfScores(spec);
        writer.Line();
        writer.Line($"// 2a Score function: {ScalarCSharp.Print(simple)}; times log2(e), for a softmax in base 2.");
        using (writer.Block($"private static float Score(float score, int q, int k, {n.ScopeParameters})"))
        {
            using (writer.Block("unchecked"))
            {
                if (factor != 1 && score.Reads(ExprVariable.Score))
                    writer.Line($"score *= {FloatText.Literal(factor)};");
                writer.Line($"return ({ScalarCSharp.PrintKernel(simple)}) * {FloatText.Literal(LogitScale.Log2E)};");
            }
        }
    }

    private static string Position(IlgpuNames n, int row) => n.IsDecode ? $"position{row}" : $"position{IlgpuNames.Plus(n.RowOffset(row))}";
}
