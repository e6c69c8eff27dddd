using KernelGen.Templates.Specs;
using KernelGen.Templates.Text;

namespace KernelGen.Templates.Cpu;

/// <summary>Step 2a: scores = queries x keys of the tile, panel by panel, in register tiles; then the soft cap.</summary>
internal static class CpuScores
{
    public static void Emit(SourceWriter writer, CpuNames n)
    {
        var rows = n.Micro.Rows;
        writer.Line($$"""

            // 2a Scores: {{rows}} rows x {{n.Layout.PanelKeys}} keys at a time. The panel stays in the first-level cache while all rows pass over it.
            {{CpuNames.FullyOptimized}}
            private static void Scores(float* queries, float* keys, float* scores, int rows)
            {
                for (int panel = 0; panel < KeyTile; panel += PanelKeys)
                {
                    for (int r = 0; r < rows; r += {{rows}})
                        ScorePanel(queries + r * {{n.DotDim}}, keys + panel * {{n.DotDim}}, scores + r * KeyTile + panel);
                }
            }

            // 2a in Partial tiles: only the panels that the rows need; what is left out is masked anyway.
            {{CpuNames.FullyOptimized}}
            private static void ScoresWithin(int* spans, float* queries, float* keys, float* scores, int rows)
            {
                for (int panel = 0; panel < KeyTile; panel += PanelKeys)
                {
                    for (int r = 0; r < rows; r += {{rows}})
                    {
                        int* span = spans + r / {{rows}} * 2;
                        if (span[0] < panel + PanelKeys && span[1] > panel)
                            ScorePanel(queries + r * {{n.DotDim}}, keys + panel * {{n.DotDim}}, scores + r * KeyTile + panel);
                    }
                }
            }
            """);
        EmitPanel(writer, n);
        if (n.Spec.Softcap > 0)
            EmitCap(writer, n);
    }

    private static void EmitPanel(SourceWriter writer, CpuNames n)
    {
        writer.Line();
        writer.Line($"// {n.Micro.Rows} x {n.Micro.Vectors} accumulators, one element of the head per step: every vector of keys is used {n.Micro.Rows} times.");
        writer.Line(CpuNames.FullyOptimized);
        using (writer.Block("private static void ScorePanel(float* queries, float* keys, float* scores)"))
        using (writer.Block("unchecked"))
        {
            for (var r = 0; r < n.Micro.Rows; r++)
                writer.Line($"{n.Vector}<float> {Names($"s{r}", n.Micro.Vectors, " = default")};");
            using (writer.Block($"for (int d = 0; d < {n.DotDim}; d++)"))
            {
                RegisterTile.EmitStep(writer, n.Vector, n.Micro.Vectors, n.Micro.Rows, (v => $"{n.Vector}.Load({RegisterTile.At("keys", v * n.Lanes)})", "k"), ("queries", n.DotDim, "q"), "s");
                writer.Line("queries++;");
                writer.Line("keys += PanelKeys;");
            }
            for (var r = 0; r < n.Micro.Rows; r++)
            {
                for (var v = 0; v < n.Micro.Vectors; v++)
                    writer.Line($"s{r}{v}.Store(scores + {r} * KeyTile + {v * n.Lanes});");
            }
        }
    }

    private static void EmitCap(SourceWriter writer, CpuNames n) => writer.Line($$"""

        // The soft cap {{RoundTrip.Text(n.Spec.Softcap)}} * tanh(score / {{RoundTrip.Text(n.Spec.Softcap)}}){{(n.Spec.Score is null ? ", times log2(e) for a softmax in base 2" : "")}}.
        {{CpuNames.FullyOptimized}}
        private static void Cap(float* scores, int count)
        {
            for (int i = 0; i < count; i += Lanes)
                ({{n.Simd}}.Tanh({{n.Vector}}.Load(scores + i) * {{n.Vector}}.Create({{FloatText.Literal(LogitScale.OfScores(n.Spec) / n.Spec.Softcap)}})) * {{n.Vector}}.Create({{FloatText.Literal(LogitScale.OfCap(n.Spec))}})).Store(scores + i);
        }
        """);

    private static string Names(string prefix, int count, string suffix)
        => string.Join(", ", Enumerable.Range(0, count).Select(v => $"{prefix}{v}{suffix}"));
}
