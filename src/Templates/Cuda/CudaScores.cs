using KernelGen.Templates.Cuda.Ptx;

namespace KernelGen.Templates.Cuda;

/// <summary>Step 2a: the scores, queries x keys, in matrices of 16 x 8 with 16 dimensions at once.</summary>
internal static class CudaScores
{
    /// <summary>Reads the queries into registers.</summary>
    public static void EmitQueries(CudaNames n)
    {
        n.Ptx.Comment("All loads that run ahead are under way; the queries came before them. Their registers stay for all tiles.");
        n.Ptx.WaitForCopies(n.Config.Stages - 1);
        n.Ptx.Barrier();
        for (var dims = 0; dims < n.Layout.PaddedHeadDim / 16; dims++)
            EmitQueries(n, dims, block => Quarters(part => n.Queries(block, dims, part)));
    }

    /// <summary>Writes the step.</summary>
    public static void Emit(CudaNames n)
    {
        var (ptx, layout) = (n.Ptx, n.Layout);
        ptx.Step($"2a Scores: queries x keys, {n.RowBlocks * n.KeyGroups} matrices of 16 x 8 per warp, {layout.PaddedHeadDim} dimensions 16 at a time.");
        for (var block = 0; block < n.RowBlocks; block++)
        {
            for (var group = 0; group < n.KeyGroups; group++)
            {
                foreach (var score in n.Scores(block, group))
                    ptx.Move(score, 0f);
            }
        }
        for (var dims = 0; dims < layout.PaddedHeadDim / 16; dims++)
        {
            using (ptx.Block())
            {
                ptx.Comment($"Dimensions {16 * dims} to {16 * dims + 15}.");
                PtxRegister[][] queries = [.. Enumerable.Range(0, n.RowBlocks).Select(block => Quarters(part
                    => layout.KeepsQueries ? n.Queries(block, dims, part) : ptx.Register($"query{block}_{part}", PtxType.B32)))];
                if (!layout.KeepsQueries)
                    EmitQueries(n, dims, block => queries[block]);
                for (var keys = 0; keys < n.KeyGroups / 2; keys++)
                    EmitKeys(n, dims, keys, queries);
            }
        }
    }

    // The four matrices of 16 keys x 16 dimensions: keys 0 to 7 in the first two, keys 8 to 15 in the others.
    private static void EmitKeys(CudaNames n, int dims, int keys, PtxRegister[][] queries)
    {
        var ptx = n.Ptx;
        PtxRegister[] key = Quarters(part => ptx.Register($"key{keys}_{part}", PtxType.B32));
        ptx.LoadMatrices(
            key, n[$"keyMatrix{dims % 4}"], dims / 4 * n.Layout.PanelBytes + 16 * keys * CudaLayout.RowBytes, isTransposed: false);
        for (var block = 0; block < n.RowBlocks; block++)
        {
            ptx.MultiplyMatrices(n.Spec.Precision, n.Scores(block, 2 * keys), queries[block], [key[0], key[1]]);
            ptx.MultiplyMatrices(n.Spec.Precision, n.Scores(block, 2 * keys + 1), queries[block], [key[2], key[3]]);
        }
    }

    private static void EmitQueries(CudaNames n, int dims, Func<int, PtxRegister[]> to)
    {
        for (var block = 0; block < n.RowBlocks; block++)
        {
            n.Ptx.LoadMatrices(
                to(block), n[$"queryMatrix{dims % 4}"],
                n.Layout.QueryOffset + dims / 4 * n.Layout.QueryPanelBytes + 16 * block * CudaLayout.RowBytes, isTransposed: false);
        }
    }

    private static PtxRegister[] Quarters(Func<int, PtxRegister> register) => [.. Enumerable.Range(0, 4).Select(register)];
}
