using KernelGen.Templates.Cuda.Ptx;
using KernelGen.Templates.Specs;
using KernelGen.Templates.Text;

namespace KernelGen.Templates.Cuda;

/// <summary>Step 2c: new maximum, rescaling factor, and the weights 2^(score - maximum), which become elements in registers.</summary>
internal static class CudaSoftmax
{
    /// <summary>Writes the step.</summary>
    public static void Emit(CudaFragments n)
    {
        EmitRows(n);
        EmitWeights(n);
    }

    /// <summary>All of it but the rounding: the weights before may be in use still.</summary>
    public static void EmitRows(CudaFragments n)
    {
        var ptx = n.Ptx;
        var scale = n.FoldsScale ? $" * {RoundTrip.Text(n.Scale2)}, scale * log2(e)" : "";
        var size = n.WeightExponent > 0 ? $", times 2^{n.WeightExponent}, so that e4m3 has the small ones too" : "";
        ptx.Step($"2c New maximum and rescale; weights 2^((score - maximum){scale}){size}. Four lanes share a row.");
        foreach (var (block, half) in n.Rows())
        {
            using (ptx.Block())
                EmitRow(n, block, half);
        }
    }

    /// <summary>What is subtracted from a row's scores: its maximum, scaled; 0 in place of -infinity, of which -infinity cannot be taken.</summary>
    public static void EmitShift(CudaFragments n, PtxRegister shift, PtxRegister maximum)
    {
        var ptx = n.Ptx;
        var isEmpty = ptx.Temporary(PtxType.Pred);
        ptx.Compare("eq", isEmpty, maximum, float.NegativeInfinity);
        if (n.FoldsScale)
        {
            ptx.Multiply(shift, maximum, n.Scale2);
            ptx.Select(shift, 0f, shift, isEmpty);
        }
        else
        {
            ptx.Select(shift, 0f, maximum, isEmpty);
        }
    }

    /// <summary>Combines the values of the four lanes of a row.</summary>
    public static void EmitExchange(CudaFragments n, PtxRegister value, Action<PtxRegister> combine)
    {
        foreach (var mask in new[] { 1, 2 })
        {
            var other = n.Ptx.Temporary(PtxType.F32);
            n.Ptx.Exchange(other, value, mask);
            combine(other);
        }
    }

    private static void EmitRow(CudaFragments n, int block, int half)
    {
        var ptx = n.Ptx;
        PtxRegister maximum = n.RowFloat("maximum", block, half), sum = n.RowFloat("sum", block, half), rescale = n.RowFloat("rescale", block, half);
        PtxRegister largest = ptx.Register("largest", PtxType.F32), shift = ptx.Register("shift", PtxType.F32), before = ptx.Register("before", PtxType.F32);
        PtxRegister[] scores = [.. Enumerable.Range(0, n.KeyGroups).SelectMany(group => new[] { n.Score(block, group, 2 * half), n.Score(block, group, 2 * half + 1) })];
        ptx.Maximum(largest, scores[0], scores[1]);
        foreach (var score in scores.Skip(2))
            ptx.Maximum(largest, largest, score);
        EmitExchange(n, largest, other => ptx.Maximum(largest, largest, other));
        ptx.Maximum(largest, largest, maximum);
        EmitShift(n, shift, largest);
        if (n.FoldsScale)
            ptx.Multiply(before, maximum, n.Scale2);
        // Rounded by itself. Contracted with the product, as ptxas 12.4 does, it would not be 0 while the maximum stays, but what rounding the product left: in every tile anew.
        ptx.Rounded("sub", before, n.FoldsScale ? before : maximum, shift);
        ptx.Exp2(rescale, before);
        ptx.Move(maximum, largest);
        ptx.Multiply(sum, sum, rescale);
        ptx.Negate(shift, shift);
        if (n.WeightExponent > 0)
            ptx.Add(shift, shift, (float)n.WeightExponent);
        foreach (var score in scores)
        {
            if (n.FoldsScale)
                ptx.MultiplyAdd(score, score, n.Scale2, shift);
            else
                ptx.Add(score, score, shift);
            ptx.Exp2(score, score);
            ptx.Add(sum, sum, score);
        }
    }

    /// <summary>
    /// Rounds the weights to elements. Scores of 16 keys are laid out just as the first operand of the next product is. Of float32 it takes 8 keys: as
    /// its first four the even ones, as the others the odd ones, since their order does not count. Of e4m3 it takes 32, four in a register: of every
    /// 16 those that the thread has, in the order that <see cref="Wgmma.WgmmaTransposer"/> gives the values.
    /// </summary>
    public static void EmitWeights(CudaFragments n)
    {
        for (var block = 0; block < n.RowBlocks; block++)
        {
            if (n.WeightElement == ElementType.Float32)
                EmitFloats(n, block);
            else if (n.WeightElement == ElementType.Float8E4M3)
                EmitQuarters(n, block);
            else
                EmitPairs(n, block);
        }
    }

    private static void EmitPairs(CudaFragments n, int block)
    {
        for (var keys = 0; keys < n.KeyGroups / 2; keys++)
        {
            for (var part = 0; part < 4; part++)
            {
                var (group, first) = (2 * keys + part / 2, part % 2 * 2);
                n.Ptx.Round(n.WeightElement, n.Weights(block, keys, part), n.Score(block, group, first), n.Score(block, group, first + 1));
            }
        }
    }

    // Parts 0 and 1 are the two rows with the first 16 keys, 2 and 3 those with the others.
    private static void EmitQuarters(CudaFragments n, int block)
    {
        for (var keys = 0; keys < n.KeyGroups / 4; keys++)
        {
            for (var part = 0; part < 4; part++)
            {
                var (group, first) = (4 * keys + part / 2 * 2, part % 2 * 2);
                n.Ptx.RoundToQuarters(
                    n.Weights(block, keys, part),
                    [n.Score(block, group, first), n.Score(block, group, first + 1), n.Score(block, group + 1, first), n.Score(block, group + 1, first + 1)]);
            }
        }
    }

    private static void EmitFloats(CudaFragments n, int block)
    {
        for (var group = 0; group < n.KeyGroups; group++)
        {
            for (var part = 0; part < 4; part++)
                n.Ptx.RoundToTensorFloat(n.Weights(block, group, part), n.Score(block, group, part % 2 * 2 + part / 2));
        }
    }
}
