using KernelGen.Templates.Cuda.Ptx;
using KernelGen.Templates.Specs;

namespace KernelGen.Templates.Cuda;

/// <summary>Step 2d: output = output * rescale + weights x values, in matrices of 16 x 8 with 16 keys at once, of float32 8.</summary>
internal static class CudaAccumulate
{
    /// <summary>The outputs, as the new maximum wants them.</summary>
    public static void EmitRescale(CudaFragments n)
    {
        for (var block = 0; block < n.RowBlocks; block++)
        {
            for (var group = 0; group < n.ColumnGroups; group++)
            {
                for (var part = 0; part < 4; part++)
                    n.Ptx.Multiply(n.Output(block, group, part), n.Output(block, group, part), n.RowFloat("rescale", block, part / 2));
            }
        }
    }

    /// <summary>Writes the step.</summary>
    public static void Emit(CudaNames n)
    {
        var ptx = n.Ptx;
        var keysAtOnce = n.Layout.MatrixKeys;
        ptx.Step($"2d Accumulate: output = output * rescale + weights x values, {n.RowBlocks * n.ColumnGroups} matrices of 16 x 8 per warp, {n.Config.WarpKeys} keys {keysAtOnce} at a time.");
        EmitRescale(n);
        var done = ptx.Label("ACCUMULATED");
        if (n.MayLeak)
            CudaLeak.EmitUse(n, done);
        using (ptx.Block())
        {
            var matrices = EmitPlaces(n);
            var neighbours = n.Spec.Precision == ElementType.Float32 ? EmitNeighbours(n, matrices) : [];
            for (var keys = 0; keys < n.Config.WarpKeys / keysAtOnce; keys++)
            {
                using (ptx.Block())
                {
                    ptx.Comment($"Keys {keysAtOnce * keys} to {keysAtOnce * keys + keysAtOnce - 1}.");
                    if (n.Spec.Precision == ElementType.Float32)
                        EmitFloats(n, matrices, neighbours, keys);
                    else if (n.Spec.Precision == ElementType.Float8E4M3)
                        EmitQuads(n, matrices, keys);
                    else
                        EmitColumns(n, matrices, keys);
                }
            }
        }
        if (n.MayLeak)
            ptx.Place(done);
    }

    private static PtxRegister[] EmitPlaces(CudaNames n)
    {
        var valueMatrix = n.Ptx.Register("valueMatrix", PtxType.B32);
        n.Ptx.Add(valueMatrix, CudaStaging.ComputeStage(n), n[n.Spec.Precision == ElementType.Float32 ? "valuePlace" : "rowPlace"]);
        return CudaStaging.EmitMatrices(n, "valueMatrix", valueMatrix, n.Layout.ValueRows.Matrices);
    }

    // Of the next key: its row is the next one, and its place the neighbour.
    private static PtxRegister[] EmitNeighbours(CudaNames n, PtxRegister[] matrices)
    {
        PtxRegister[] neighbours = [.. matrices.Select((_, i) => n.Ptx.Register($"neighbour{i}", PtxType.B32))];
        for (var i = 0; i < neighbours.Length; i++)
            n.Ptx.Xor(neighbours[i], matrices[i], CudaLayout.PieceBytes);
        return neighbours;
    }

    // The four matrices of 16 keys x 16 columns: columns 0 to 7 in the first two, columns 8 to 15 in the others.
    private static void EmitColumns(CudaNames n, PtxRegister[] matrices, int keys)
    {
        var ptx = n.Ptx;
        for (var columns = 0; columns < n.ColumnGroups / 2; columns++)
        {
            PtxRegister[] value = [.. Enumerable.Range(0, 4).Select(part => ptx.Register($"value{columns}_{part}", PtxType.B32))];
            ptx.LoadMatrices(value, matrices[columns % 4], Offset(n, columns / 4, 16 * keys), isTransposed: true);
            for (var block = 0; block < n.RowBlocks; block++)
            {
                ptx.MultiplyMatrices(n.Spec.Precision, n.Outputs(block, 2 * columns), Weights(n, block, keys), [value[0], value[1]]);
                ptx.MultiplyMatrices(n.Spec.Precision, n.Outputs(block, 2 * columns + 1), Weights(n, block, keys), [value[2], value[3]]);
            }
        }
    }

    // To ldmatrix two e4m3 of a row are one element. Transposed, a register has of two keys two neighbouring columns; the bytes between them change
    // places, and each column's two become float16. So of a piece of 16 columns the even ones are one product's, the odd ones another's.
    private static void EmitQuads(CudaNames n, PtxRegister[] matrices, int keys)
    {
        const int ColumnsFirst = 0x3120;
        var ptx = n.Ptx;
        for (var columns = 0; columns < n.ColumnGroups / 4; columns++)
        {
            PtxRegister[] value = [.. Enumerable.Range(0, 4).Select(part => ptx.Register($"value{columns}_{part}", PtxType.B32))];
            PtxRegister[] even = [.. Enumerable.Range(0, 4).Select(part => ptx.Register($"even{columns}_{part}", PtxType.B32))];
            PtxRegister[] odd = [.. Enumerable.Range(0, 4).Select(part => ptx.Register($"odd{columns}_{part}", PtxType.B32))];
            ptx.LoadMatrices(value, matrices[columns % 4], Offset(n, columns / 4, 16 * keys), isTransposed: true);
            for (var part = 0; part < value.Length; part++)
            {
                ptx.Permute(value[part], value[part], value[part], PtxOperand.Bits(ColumnsFirst));
                ptx.UnpackQuarters(even[part], odd[part], value[part]);
            }
            for (var block = 0; block < n.RowBlocks; block++)
            {
                for (var piece = 0; piece < 2; piece++)
                {
                    var group = 4 * columns + 2 * piece;
                    ptx.MultiplyMatrices(n.ProductElement, n.Outputs(block, group), Weights(n, block, keys), [even[2 * piece], even[2 * piece + 1]]);
                    ptx.MultiplyMatrices(n.ProductElement, n.Outputs(block, group + 1), Weights(n, block, keys), [odd[2 * piece], odd[2 * piece + 1]]);
                }
            }
        }
    }

    // ldmatrix transposes elements of 16 bits only. A lane has weights of two neighbouring keys, so it reads the values of both, of its column.
    // As the places of a row differ in their xor, the four rows of one such load touch every bank once, and so do their neighbours.
    private static void EmitFloats(CudaNames n, PtxRegister[] matrices, PtxRegister[] neighbours, int keys)
    {
        var ptx = n.Ptx;
        for (var columns = 0; columns < n.ColumnGroups; columns++)
        {
            PtxRegister[] value = [ptx.Register($"value{columns}_0", PtxType.B32), ptx.Register($"value{columns}_1", PtxType.B32)];
            var offset = Offset(n, columns / 4, 8 * keys);
            ptx.LoadShared(value[0], matrices[columns % 4], offset);
            ptx.LoadShared(value[1], neighbours[columns % 4], offset + CudaLayout.RowBytes);
            foreach (var register in value)
                ptx.RoundToTensorFloat(register, register);
            for (var block = 0; block < n.RowBlocks; block++)
                ptx.MultiplyMatrices(n.Spec.Precision, n.Outputs(block, columns), Weights(n, block, keys), value);
        }
    }

    private static PtxRegister[] Weights(CudaNames n, int block, int keys) => [.. Enumerable.Range(0, 4).Select(part => n.Weights(block, keys, part))];

    private static int Offset(CudaNames n, int panel, int key) => n.Layout.ValueOffset + panel * n.Layout.PanelBytes + key * CudaLayout.RowBytes;
}
