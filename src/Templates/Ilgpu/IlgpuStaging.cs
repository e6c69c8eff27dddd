using KernelGen.Templates.Cpu;
using KernelGen.Templates.Text;

namespace KernelGen.Templates.Ilgpu;

/// <summary>
/// Brings Q, K and V into shared memory. Elements are loaded one by one, because strides and offsets may be any; what is past the end is
/// loaded from the last place before it, so that no load waits for a condition.
/// </summary>
internal static class IlgpuStaging
{
    // Loads that are under way at once: enough to hide some latency, few enough for the registers.
    private const int LoadsAtOnce = 8;

    /// <summary>The query tile, once.</summary>
    public static void EmitQueries(SourceWriter writer, IlgpuNames n)
    {
        var step = IlgpuLayout.LoadRows(n.Config);
        for (var j = 0; j < n.Config.QueryTile / step; j++)
        {
            if (n.IsDecode)
            {
                writer.Line($"int row{j} = Math.Min(firstRow + loadRow{IlgpuNames.Plus(j * step)}, rows - 1);");
                writer.Line($"long query{j} = batch * launch.QueryBatchStride + (firstHead + row{j} / launch.QueryLength) * launch.QueryHeadStride + row{j} % launch.QueryLength * launch.QueryRowStride;");
            }
            else
            {
                writer.Line($"long query{j} = batch * launch.QueryBatchStride + head * launch.QueryHeadStride + Math.Min(firstRow + loadRow{IlgpuNames.Plus(j * step)}, launch.QueryLength - 1) * launch.QueryRowStride;");
            }
        }
        var scale = CpuNames.QueryScale(n.Spec);
        EmitTransposed(
            writer, n, ("query", "query", "queryCells", "QueryPitch"), n.Config.QueryTile / step, n.Layout.PaddedHeadDim, "",
            scale == 1 ? "" : $" * {IlgpuNames.Literal(scale)}");
    }

    /// <summary>A chunk of dimensions of the tile's keys.</summary>
    public static void EmitKeys(SourceWriter writer, IlgpuNames n, bool isChunked)
    {
        var rows = n.Config.KeyTile / IlgpuLayout.LoadRows(n.Config);
        EmitTransposed(writer, n, ("key", "key", "stagedCells", "KeyPitch"), rows, n.Layout.ChunkDims, isChunked ? "chunk + " : "", "");
    }

    /// <summary>Where the rows of the tile's keys begin that this thread loads.</summary>
    public static void EmitKeyRows(SourceWriter writer, IlgpuNames n)
    {
        var step = IlgpuLayout.LoadRows(n.Config);
        for (var j = 0; j < n.Config.KeyTile / step; j++)
            writer.Line($"long key{j} = keyBase + Math.Min(firstKey + loadRow{IlgpuNames.Plus(j * step)}, launch.KeyLength - 1) * launch.KeyRowStride;");
    }

    /// <summary>A chunk of keys of the tile's values.</summary>
    public static void EmitValues(SourceWriter writer, IlgpuNames n, bool isChunked)
    {
        var columns = n.Layout.LoadColumns(n.Config);
        var step = n.Config.Threads / columns;
        var loads = (from j in Enumerable.Range(0, n.Layout.ChunkKeys / step)
                     from c in Enumerable.Range(0, n.Layout.PaddedValueDim / columns)
                     select (Key: j * step, Column: c * columns)).ToList();
        var isPadded = n.Layout.PaddedValueDim != n.Spec.ValueHeadDim;
        writer.Line($"int loadColumn = thread % {columns}, loadKey = thread / {columns};");
        for (var first = 0; first < loads.Count; first += LoadsAtOnce)
        {
            var batch = loads.Skip(first).Take(LoadsAtOnce).ToList();
            using (writer.Block())
            {
                var lastKey = -1;
                for (var i = 0; i < batch.Count; i++)
                {
                    if (batch[i].Key != lastKey)
                        writer.Line($"long value{batch[i].Key} = valueBase + Math.Min(firstKey{(isChunked ? " + chunk" : "")} + loadKey{IlgpuNames.Plus(batch[i].Key)}, launch.KeyLength - 1) * launch.ValueRowStride;");
                    lastKey = batch[i].Key;
                    var column = $"loadColumn{IlgpuNames.Plus(batch[i].Column)}";
                    if (isPadded)
                        column = $"Math.Min({column}, ValueDim - 1)";
                    writer.Line($"float x{i} = {n.Load("value", $"value{lastKey} + {column}")};");
                }
                for (var i = 0; i < batch.Count; i++)
                    writer.Line($"stagedCells[{IlgpuNames.Sum("loadKey", batch[i].Key)} * ValuePitch * 4 + loadColumn{IlgpuNames.Plus(batch[i].Column)}] = x{i};");
            }
        }
    }

    private static void EmitTransposed(
        SourceWriter writer, IlgpuNames n, (string View, string Row, string Cells, string Pitch) names, int rows, int dims, string chunk, string scale)
    {
        var step = IlgpuLayout.LoadRows(n.Config);
        var blocks = 1;
        while (2 * blocks * rows <= LoadsAtOnce && dims % (2 * blocks * IlgpuLayout.LoadDims) == 0)
            blocks *= 2;
        var isPadded = n.Layout.PaddedHeadDim != n.Spec.HeadDim;
        using (writer.Block($"for (int d = loadDim; d < {dims}; d += {blocks * IlgpuLayout.LoadDims})"))
        {
            for (var b = 0; b < blocks; b++)
            {
                var dim = $"{chunk}d{IlgpuNames.Plus(b * IlgpuLayout.LoadDims)}";
                if (isPadded)
                    writer.Line($"int d{b} = {dim}, from{b} = Math.Min(d{b}, HeadDim - 1);");
                for (var j = 0; j < rows; j++)
                    writer.Line($"float x{b}_{j} = {n.Load(names.View, $"{names.Row}{j} + {(isPadded ? $"from{b}" : dim)}")};");
            }
            for (var b = 0; b < blocks; b++)
            {
                for (var j = 0; j < rows; j++)
                {
                    var value = isPadded ? $"d{b} < HeadDim ? x{b}_{j}{scale} : 0f" : $"x{b}_{j}{scale}";
                    writer.Line($"{names.Cells}[{IlgpuNames.Sum("d", b * IlgpuLayout.LoadDims)} * {names.Pitch} * 4 + loadRow{IlgpuNames.Plus(j * step)}] = {value};");
                }
            }
        }
    }
}
