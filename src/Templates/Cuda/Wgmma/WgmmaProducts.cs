using KernelGen.Templates.Cuda.Ptx;

namespace KernelGen.Templates.Cuda.Wgmma;

/// <summary>
/// The products of a warpgroup: 64 rows at once, computed in the background while the warps go on. What they read of shared memory is told by
/// descriptors of 64 bits (PTX ISA, matrix descriptor): the address and the distance of panels in the lower half, the distance of eight rows
/// and the swizzle in the upper one, which is the same for all. Lengths count 16 bytes.
/// </summary>
internal static class WgmmaProducts
{
    private const int Unit = 16;
    private const int MatrixBytes = 2 * CudaConfig.MatrixRows;
    private const int PanelDistanceShift = 16;
    private const uint UpperHalf = 1u << 30 | WgmmaLayout.PatternBytes / Unit;

    /// <summary>The descriptor of the queries, which stay where they are.</summary>
    public static void EmitQueries(WgmmaNames n)
    {
        var ptx = n.Ptx;
        using (ptx.Block())
        {
            var at = ptx.Register("at", PtxType.B32);
            ptx.Comment("Where products find this warpgroup's 64 rows of the queries: the lower half of a descriptor.");
            ptx.MultiplyAdd(at, n["consumer"], WgmmaConfig.WarpgroupRows * CudaLayout.RowBytes, n["sharedAt"]);
            ptx.Add(at, at, n.Layout.QueryOffset);
            EmitPlace(n, n["queryPlace"], at, panelDistance: 0);
        }
    }

    /// <summary>Step 2a: starts the scores of a tile, queries x keys.</summary>
    public static void EmitScores(WgmmaNames n)
    {
        var (ptx, panels) = (n.Ptx, n.Panels);
        ptx.Step($"2a Scores: queries x keys, 64 x {n.Config.KeyTile} per warpgroup, {panels.PaddedHeadDim} dimensions {panels.KeyRows.MatrixElements} at a time.");
        using (ptx.Block())
        {
            PtxRegister keyPlace = ptx.Register("keyPlace", PtxType.B32), upper = EmitUpperHalf(n);
            PtxRegister query = ptx.Register("query", PtxType.B64), key = ptx.Register("key", PtxType.B64);
            EmitPlace(n, keyPlace, WgmmaTile.Keys(n).EmitData(), panelDistance: 0);
            ptx.FenceProducts();
            for (var dims = 0; dims < panels.KeyRows.Matrices; dims++)
            {
                var (panel, inPanel) = (dims / 4, dims % 4 * MatrixBytes);
                EmitMatrix(n, query, n["queryPlace"], panel * panels.QueryPanelBytes + inPanel, upper);
                EmitMatrix(n, key, keyPlace, panel * panels.PanelBytes + inPanel, upper);
                ptx.MultiplyWarpgroup(n.Spec.Precision, n.AllScores, query, key, adds: dims > 0);
            }
            ptx.CommitProducts();
        }
    }

    /// <summary>Step 2d: starts to add weights x values to the outputs.</summary>
    public static void EmitOutputs(WgmmaNames n)
    {
        var (ptx, panels, isTransposed) = (n.Ptx, n.Panels, n.Layout.Transposes);
        var keysAtOnce = panels.KeyRows.MatrixElements;
        ptx.Step($"2d Accumulate: output += weights x values, 64 x {panels.PaddedValueDim} per warpgroup, {n.Config.KeyTile} keys {keysAtOnce} at a time.");
        using (ptx.Block())
        {
            PtxRegister at = ptx.Register("at", PtxType.B32), valuePlace = ptx.Register("valuePlace", PtxType.B32), upper = EmitUpperHalf(n);
            var value = ptx.Register("value", PtxType.B64);
            // Transposed values have the keys side by side; others have them in rows, and panels of columns one after the other.
            ptx.Add(at, WgmmaTile.Values(n).EmitData(), isTransposed ? n.Layout.TransposedOffset : panels.ValueOffset);
            EmitPlace(n, valuePlace, at, isTransposed ? 0 : panels.PanelBytes);
            ptx.FenceProducts();
            for (var keys = 0; keys < n.Config.KeyTile / keysAtOnce; keys++)
            {
                EmitMatrix(n, value, valuePlace, keys * (isTransposed ? MatrixBytes : CudaConfig.MatrixRows * CudaLayout.RowBytes), upper);
                PtxRegister[] weights = [.. Enumerable.Range(0, 4).Select(part => n.Weights(0, keys, part))];
                ptx.MultiplyWarpgroup(n.Spec.Precision, n.AllOutputs, weights, value);
            }
            ptx.CommitProducts();
        }
    }

    private static PtxRegister EmitUpperHalf(WgmmaNames n)
    {
        var upper = n.Ptx.Register("upper", PtxType.B32);
        n.Ptx.Move(upper, PtxOperand.Bits(UpperHalf));
        return upper;
    }

    // The lower half of a descriptor.
    private static void EmitPlace(WgmmaNames n, PtxRegister to, PtxRegister at, int panelDistance)
    {
        n.Ptx.ShiftRight(to, at, 4);
        if (panelDistance > 0)
            n.Ptx.Add(to, to, panelDistance / Unit << PanelDistanceShift);
    }

    private static void EmitMatrix(WgmmaNames n, PtxRegister to, PtxRegister place, int offset, PtxRegister upper)
    {
        var lower = place;
        if (offset > 0)
            n.Ptx.Add(lower = n.Ptx.Temporary(PtxType.B32), place, offset / Unit);
        n.Ptx.Join(to, lower, upper);
    }
}
