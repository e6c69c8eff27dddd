using KernelGen.Templates.Cpu;
using KernelGen.Templates.Cuda.Ptx;
using KernelGen.Templates.Expressions;
using KernelGen.Templates.Text;

namespace KernelGen.Templates.Cuda;

/// <summary>The end of step 2a: scale, soft cap and score function on the products, where the scale is not folded into the softmax.</summary>
internal static class CudaScoreFunction
{
    /// <summary>Writes it, for every score by itself.</summary>
    public static void Emit(CudaNames n)
    {
        if (n.FoldsScale)
            return;
        n.Ptx.Step(Describe(n));
        for (var group = 0; group < n.KeyGroups; group++)
        {
            for (var part = 0; part < 2; part++)
            {
                using (n.Ptx.Block())
                {
                    var key = n.Ptx.Register("k", PtxType.B32);
                    if (n.Spec.Score is not null)
                        n.Ptx.Add(key, n["threadKey"], 8 * group + part);
                    foreach (var (block, half) in n.Rows())
                    {
                        using (n.Ptx.Block())
                            EmitScore(n, n.Score(block, group, 2 * half + part), block, half, key);
                    }
                }
            }
        }
    }

    private static string Describe(CudaNames n)
    {
        var (spec, cap) = (n.Spec, RoundTrip.Text(n.Spec.Softcap));
        var steps = new List<string> { $"scale {RoundTrip.Text((float)spec.Scale)}" };
        if (spec.Softcap > 0)
            steps.Add($"soft cap {cap} * tanh(score / {cap})");
        if (spec.Score is { } score)
            steps.Add($"score function {ScalarCSharp.Print(ExprSimplifier.Simplify(score))}");
        return $"2a Each score: {string.Join(", ", steps)}; times log2(e), for a softmax in base 2.";
    }

    private static void EmitScore(CudaNames n, PtxRegister score, int block, int half, PtxRegister key)
    {
        var (ptx, spec) = (n.Ptx, n.Spec);
        if (spec.Softcap > 0)
        {
            ptx.Multiply(score, score, (float)(spec.Scale / spec.Softcap));
            CudaMath.Tanh(ptx, score, score);
            ptx.Multiply(score, score, (float)CpuNames.CapScale(spec));
        }
        else
        {
            ptx.Multiply(score, score, spec.Score is null ? n.Scale2 : (float)spec.Scale);
        }
        if (spec.Score is null)
            return;
        ptx.Multiply(score, n.Expression(block, half, key, score).Value(ExprSimplifier.Simplify(spec.Score)), (float)CpuNames.Log2E);
    }
}
