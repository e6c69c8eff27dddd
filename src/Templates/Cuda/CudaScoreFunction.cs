using KernelGen.Templates.Cuda.Ptx;
using KernelGen.Templates.Expressions;
using KernelGen.Templates.Specs;
using KernelGen.Templates.Text;

namespace KernelGen.Templates.Cuda;

/// <summary>The end of step 2a: scale, soft cap and score function on the products, where the scale is not folded into the softmax.</summary>
internal static class CudaScoreFunction
{
    /// <summary>Writes it, for every score by itself.</summary>
    public static void Emit(CudaFragments n)
    {
        if (n.FoldsScale)
            return;
        n.Ptx.Step(Describe(n));
        if (n.Spec.Score is { } score && new CudaTensorRows(n, score) is { Loads.Count: > 0 } rows)
            EmitRows(n, rows);
        else
            EmitColumns(n);
    }

    // Keys outside, so that each is added up once for all rows of the thread.
    private static void EmitColumns(CudaFragments n)
    {
        foreach (var (group, part) in Columns(0, n.KeyGroups))
        {
            using (n.Ptx.Block())
            {
                var key = EmitKey(n, group, part);
                foreach (var (block, half) in n.Rows())
                {
                    using (n.Ptx.Block())
                        EmitScore(n, n.Score(block, group, 2 * half + part), n.Expression(block, half, key, n.Score(block, group, 2 * half + part)));
                }
            }
        }
    }

    // Rows outside: each has its rows of tensors, whose elements are loaded some groups of keys at a time.
    private static void EmitRows(CudaFragments n, CudaTensorRows rows)
    {
        foreach (var (block, half) in n.Rows())
        {
            using (n.Ptx.Block())
            {
                rows.EmitRow(block, half);
                for (var first = 0; first < n.KeyGroups; first += CudaTensorRows.GroupsAtOnce)
                {
                    using (n.Ptx.Block())
                        EmitRow(n, rows, block, half, first);
                }
            }
        }
    }

    private static void EmitRow(CudaFragments n, CudaTensorRows rows, int block, int half, int first)
    {
        var loaded = rows.EmitLoads(first);
        foreach (var (group, part) in Columns(first, Math.Min(CudaTensorRows.GroupsAtOnce, n.KeyGroups - first)))
        {
            using (n.Ptx.Block())
            {
                var score = n.Score(block, group, 2 * half + part);
                EmitScore(n, score, n.Expression(block, half, EmitKey(n, group, part), score, loaded(group, part)));
            }
        }
    }

    private static IEnumerable<(int Group, int Part)> Columns(int first, int count)
        => from @group in Enumerable.Range(first, count) from part in Enumerable.Range(0, 2) select (@group, part);

    private static PtxRegister EmitKey(CudaFragments n, int group, int part)
    {
        var key = n.Ptx.Register("k", PtxType.B32);
        if (n.Spec.Score is not null)
            n.Ptx.Add(key, n["threadKey"], 8 * group + part);
        return key;
    }

    private static string Describe(CudaFragments n)
    {
        var (spec, cap) = (n.Spec, RoundTrip.Text(n.Spec.Softcap));
        var steps = new List<string> { $"scale {RoundTrip.Text((float)spec.Scale)}" };
        if (spec.Softcap > 0)
            steps.Add($"soft cap {cap} * tanh(score / {cap})");
        if (spec.Score is { } score)
            steps.Add($"score function {ScalarCSharp.Print(ExprSimplifier.Simplify(score))}");
        return $"2a Each score: {string.Join(", ", steps)}; times log2(e), for a softmax in base 2.";
    }

    private static void EmitScore(CudaFragments n, PtxRegister score, PtxExpression expression)
    {
        var (ptx, spec) = (n.Ptx, n.Spec);
        if (spec.Softcap > 0)
        {
            ptx.Multiply(score, score, (float)(spec.Scale / spec.Softcap));
            CudaMath.Tanh(ptx, score, score);
            ptx.Multiply(score, score, (float)LogitScale.OfCap(spec));
        }
        else
        {
            ptx.Multiply(score, score, spec.Score is null ? n.Scale2 : (float)spec.Scale);
        }
        if (spec.Score is null)
            return;
        ptx.Multiply(score, expression.Value(ExprSimplifier.Simplify(spec.Score)), (float)LogitScale.Log2E);
    }
}
