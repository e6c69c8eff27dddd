using KernelGen.Templates.Expressions;
using KernelGen.Templates.Specs;
using KernelGen.Templates.Text;

namespace KernelGen.Templates.Cpu;

/// <summary>The end of step 2a: the score function on the logits, before the mask; and log2(e), which is then not in the queries.</summary>
internal static class CpuScoreFunction
{
    /// <summary>Writes the methods, of a spec that has a score function.</summary>
    public static void Emit(SourceWriter writer, CpuNames n)
    {
        if (n.Spec.Score is not { } score)
            return;
        var text = VectorCSharp.PrintScore(score, n.Config.VectorBits);
        var given = string.Concat(text.Constants.Select(constant => $"{constant.Name}, "));
        var declared = string.Concat(text.Constants.Select(constant => $"\n    {constant.Type} {constant.Name} = {constant.Value};"));
        var parameters = string.Concat(text.Constants.Select(constant => $"{constant.Type} {constant.Name}, "));
        var rows = n.Micro.Rows;
        writer.Line($$"""

            // 2a Score function: {{ScalarCSharp.Print(ExprSimplifier.Simplify(score))}}.
            {{CpuNames.FullyOptimized}}
            private static void ScoreTile(float* scores, int rows, int keys, int position, int firstKey, in MaskScope scope)
            {{{declared}}
                for (int r = 0; r < rows; r++)
                    ScoreRow(scores + r * KeyTile, position + r, firstKey, 0, keys, {{given}}in scope);
            }

            // 2a in Partial tiles: only the keys that the rows need.
            {{CpuNames.FullyOptimized}}
            private static void ScoreTileWithin(int* spans, float* scores, int rows, int position, int firstKey, in MaskScope scope)
            {{{declared}}
                for (int r = 0; r < rows; r++)
                    ScoreRow(scores + r * KeyTile, position + r, firstKey, spans[r / {{rows}} * 2] / Lanes * Lanes, spans[r / {{rows}} * 2 + 1], {{given}}in scope);
            }

            """);
        writer.Line("// The score function times log2(e), for a softmax in base 2; what does not depend on the key comes first.");
        writer.Line(CpuNames.FullyOptimized);
        using (writer.Block($"private static void ScoreRow(float* scores, int q, int tileKey, int from, int to, {parameters}in MaskScope scope)"))
        {
            foreach (var declaration in text.Declarations)
                writer.Line(declaration);
            using (writer.Block("for (int c = from; c < to; c += Lanes)"))
            {
                var (readsKey, readsScore) = (score.Reads(ExprVariable.Key), score.Reads(ExprVariable.Score));
                if (readsKey)
                {
                    writer.Line("int firstKey = tileKey + c;");
                    writer.Line($"var k = {n.Vector}.Create(firstKey) + {n.Vector}<int>.Indices;");
                }
                if (readsScore)
                    writer.Line($"var score = {n.Vector}.Load(scores + c){Scale(n)};");
                writer.Line($"(({text.Value}) * {n.Vector}.Create({FloatText.Literal(LogitScale.Log2E)})).Store(scores + c);");
            }
        }
    }

    // What the logits still lack of the scale; a soft cap before has made up for it.
    private static string Scale(CpuNames n)
    {
        var factor = n.Spec.Softcap > 0 ? 1 : LogitScale.OfScores(n.Spec);
        return factor == 1 ? "" : $" * {FloatText.Literal(factor)}";
    }
}
