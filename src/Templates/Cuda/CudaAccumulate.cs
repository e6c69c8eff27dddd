using KernelGen.Templates.Cuda.Ptx;

namespace KernelGen.Templates.Cuda;

/// <summary>Step 2d: output = output * rescale + weights x values, in matrices of 16 x 8 with 16 keys at once.</summary>
internal static class CudaAccumulate
{
    /// <summary>Writes the step.</summary>
    public static void Emit(CudaNames n)
    {
        var ptx = n.Ptx;
        ptx.Step($"2d Accumulate: output = output * rescale + weights x values, {n.RowBlocks * n.ColumnGroups} matrices of 16 x 8 per warp, {n.Config.WarpKeys} keys 16 at a time.");
        for (var block = 0; block < n.RowBlocks; block++)
        {
            for (var group = 0; group < n.ColumnGroups; group++)
            {
                for (var part = 0; part < 4; part++)
                    ptx.Multiply(n.Output(block, group, part), n.Output(block, group, part), n.RowFloat("rescale", block, part / 2));
            }
        }
        var done = ptx.Label("ACCUMULATED");
        if (n.MayLeak)
            CudaLeak.EmitUse(n, done);
        for (var keys = 0; keys < n.KeyGroups / 2; keys++)
        {
            using (ptx.Block())
            {
                ptx.Comment($"Keys {16 * keys} to {16 * keys + 15}.");
                for (var columns = 0; columns < n.ColumnGroups / 2; columns++)
                    EmitColumns(n, keys, columns);
            }
        }
        if (n.MayLeak)
            ptx.Place(done);
    }

    // The four matrices of 16 keys x 16 columns: columns 0 to 7 in the first two, columns 8 to 15 in the others.
    private static void EmitColumns(CudaNames n, int keys, int columns)
    {
        var ptx = n.Ptx;
        PtxRegister[] value = [.. Enumerable.Range(0, 4).Select(part => ptx.Register($"value{columns}_{part}", PtxType.B32))];
        ptx.LoadMatrices(
            value, n[$"valueMatrix{columns % 4}"], n.Layout.ValueOffset + columns / 4 * n.Layout.PanelBytes + 16 * keys * CudaLayout.RowBytes, isTransposed: true);
        for (var block = 0; block < n.RowBlocks; block++)
        {
            PtxRegister[] weights = [.. Enumerable.Range(0, 4).Select(part => n.Weights(block, keys, part))];
            ptx.MultiplyMatrices(n.Spec.Precision, n.Outputs(block, 2 * columns), weights, [value[0], value[1]]);
            ptx.MultiplyMatrices(n.Spec.Precision, n.Outputs(block, 2 * columns + 1), weights, [value[2], value[3]]);
        }
    }
}
