using KernelGen.Templates.Cuda.Ptx;
using KernelGen.Templates.Specs;

namespace KernelGen.Templates.Cuda;

/// <summary>
/// Step 2a: the scores, queries x keys, in matrices of 16 x 8 with 16 dimensions at once, of float32 8. Of e4m3 a register has four neighbours, which
/// become two pairs of float16; queries and keys in the same way, so that which dimension comes when does not count.
/// </summary>
internal static class CudaScores
{
    /// <summary>Reads the queries into registers.</summary>
    public static void EmitQueries(CudaNames n)
    {
        n.Ptx.Comment("All loads that run ahead are under way; the queries came before them. Their registers stay for all tiles.");
        n.Ptx.WaitForCopies(n.Config.Stages - 1);
        n.Ptx.Barrier();
        using (n.Ptx.Block())
        {
            var matrices = CudaStaging.EmitMatrices(n, "queryMatrix", n["queryMatrix"], n.Layout.KeyRows.Matrices);
            for (var dims = 0; dims < n.Layout.KeyRows.Matrices; dims++)
                EmitQueries(n, matrices, dims, block => Quarters(part => n.Queries(block, dims, part)));
        }
    }

    /// <summary>Writes the step.</summary>
    public static void Emit(CudaNames n)
    {
        var (ptx, shape) = (n.Ptx, n.Layout.KeyRows);
        ptx.Step($"2a Scores: queries x keys, {n.RowBlocks * n.KeyGroups} matrices of 16 x 8 per warp, {shape.Padded} dimensions {shape.MatrixElements} at a time.");
        for (var block = 0; block < n.RowBlocks; block++)
        {
            for (var group = 0; group < n.KeyGroups; group++)
            {
                foreach (var score in n.Scores(block, group))
                    ptx.Move(score, 0f);
            }
        }
        using (ptx.Block())
        {
            var keyMatrix = ptx.Register("keyMatrix", PtxType.B32);
            ptx.Add(keyMatrix, CudaStaging.ComputeStage(n), n["keyPlace"]);
            var pairs = Math.Max(shape.Matrices, n.Layout.FactorRows?.Matrices ?? 0);
            var keyMatrices = CudaStaging.EmitMatrices(n, "keyMatrix", keyMatrix, pairs);
            var queryMatrices = n.Layout is { KeepsQueries: true, FactorRows: null } ? [] : CudaStaging.EmitMatrices(n, "queryMatrix", n["queryMatrix"], pairs);
            for (var dims = 0; dims < shape.Matrices; dims++)
                EmitDimensions(n, dims, queryMatrices, keyMatrices);
            CudaLowRank.EmitProduct(n, queryMatrices, keyMatrices);
        }
    }

    private static void EmitDimensions(CudaNames n, int dims, PtxRegister[] queryMatrices, PtxRegister[] keyMatrices)
    {
        var (ptx, layout) = (n.Ptx, n.Layout);
        using (ptx.Block())
        {
            var count = layout.KeyRows.MatrixElements;
            ptx.Comment($"Dimensions {count * dims} to {count * dims + count - 1}.");
            PtxRegister[][] queries = [.. Enumerable.Range(0, n.RowBlocks).Select(block => Quarters(part
                => layout.KeepsQueries ? n.Queries(block, dims, part) : ptx.Register($"query{block}_{part}", PtxType.B32)))];
            if (!layout.KeepsQueries)
                EmitQueries(n, queryMatrices, dims, block => queries[block]);
            PtxRegister[][][] factors = [.. Enumerable.Range(0, n.RowBlocks).Select(block => EmitFactors(n, queries[block], $"factor{block}"))];
            for (var keys = 0; keys < n.KeyGroups / 2; keys++)
                EmitKeys(n, keyMatrices, dims, keys, factors);
        }
    }

    // The four matrices of 16 keys: keys 0 to 7 in the first two, keys 8 to 15 in the others.
    private static void EmitKeys(CudaNames n, PtxRegister[] matrices, int dims, int keys, PtxRegister[][][] queries)
    {
        var ptx = n.Ptx;
        PtxRegister[] key = Quarters(part => ptx.Register($"key{keys}_{part}", PtxType.B32));
        EmitMatrices(n, key, matrices[dims % 4], dims / 4 * n.Layout.PanelBytes + 16 * keys * CudaLayout.RowBytes);
        var factors = EmitFactors(n, key, $"keyFactor{keys}");
        for (var block = 0; block < n.RowBlocks; block++)
        {
            for (var part = 0; part < factors.Length; part++)
            {
                ptx.MultiplyMatrices(n.ProductElement, n.Scores(block, 2 * keys), queries[block][part], [factors[part][0], factors[part][1]]);
                ptx.MultiplyMatrices(n.ProductElement, n.Scores(block, 2 * keys + 1), queries[block][part], [factors[part][2], factors[part][3]]);
            }
        }
    }

    // What matrix instructions take: the registers as they are, or the lower and the upper pairs of their e4m3.
    private static PtxRegister[][] EmitFactors(CudaNames n, PtxRegister[] four, string name)
    {
        if (n.Spec.Precision != ElementType.Float8E4M3)
            return [four];
        PtxRegister[][] factors = [.. Enumerable.Range(0, 2).Select(pair => Quarters(part => n.Ptx.Register($"{name}_{pair}_{part}", PtxType.B32)))];
        for (var part = 0; part < four.Length; part++)
            n.Ptx.UnpackQuarters(factors[0][part], factors[1][part], four[part]);
        return factors;
    }

    private static void EmitQueries(CudaNames n, PtxRegister[] matrices, int dims, Func<int, PtxRegister[]> to)
    {
        for (var block = 0; block < n.RowBlocks; block++)
        {
            EmitMatrices(
                n, to(block), matrices[dims % 4],
                n.Layout.QueryOffset + dims / 4 * n.Layout.QueryPanelBytes + 16 * block * CudaLayout.RowBytes);
        }
    }

    // To ldmatrix an element of float32 is two neighbours of 16 bits, which stay together.
    private static void EmitMatrices(CudaNames n, PtxRegister[] four, PtxRegister at, int offset)
    {
        n.Ptx.LoadMatrices(four, at, offset, isTransposed: false);
        if (n.Spec.Precision != ElementType.Float32)
            return;
        foreach (var register in four)
            n.Ptx.RoundToTensorFloat(register, register);
    }

    private static PtxRegister[] Quarters(Func<int, PtxRegister> register) => [.. Enumerable.Range(0, 4).Select(register)];
}
