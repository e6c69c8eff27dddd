using KernelGen.Templates.Specs;
using KernelGen.Templates.Text;

namespace KernelGen.Templates.Ilgpu;

/// <summary>
/// Brings Q, K and V into shared memory: 16 bytes of a thread at a time where the call's tensors allow it, else one by one, because strides
/// and offsets may be any. What is past the end is loaded from the last place before it, so that no load waits for a condition.
/// </summary>
internal static class IlgpuStaging
{
    /// <summary>The query tile, once.</summary>
    public static void EmitQueries(SourceWriter writer, IlgpuNames n) => EmitBoth(writer, n, loads =>
    {
        for (var j = 0; j < n.Config.QueryTile / loads.Rows; j++)
        {
            var row = $"firstRow + {loads.Prefix}Row{IlgpuNames.Plus(j * loads.Rows)}";
            if (n.IsDecode)
            {
                writer.Line($"int row{j} = Math.Min({row}, rows - 1);");
                row = $"batch * launch.QueryBatchStride + (firstHead + row{j} / launch.QueryLength) * launch.QueryHeadStride + row{j} % launch.QueryLength * launch.QueryRowStride";
            }
            else
            {
                row = $"batch * launch.QueryBatchStride + head * launch.QueryHeadStride + Math.Min({row}, launch.QueryLength - 1) * launch.QueryRowStride";
            }
            writer.Line($"long query{j} = {Shifted(row, loads)};");
        }
        var scale = LogitScale.OfQueries(n.Spec);
        EmitTransposed(
            writer, n, loads, ("query", "queryCells", "QueryPitch"), n.Config.QueryTile / loads.Rows, n.Layout.PaddedHeadDim, "",
            scale == 1 ? "" : $" * {FloatText.Literal(scale)}");
    });

    /// <summary>A chunk of dimensions of the tile's keys.</summary>
    public static void EmitKeys(SourceWriter writer, IlgpuNames n, bool isChunked) => EmitBoth(writer, n, loads =>
    {
        var rows = n.Config.KeyTile / loads.Rows;
        for (var j = 0; j < rows; j++)
            writer.Line($"long key{j} = {Shifted($"keyBase + Math.Min(firstKey + {loads.Prefix}Row{IlgpuNames.Plus(j * loads.Rows)}, launch.KeyLength - 1) * launch.KeyRowStride", loads)};");
        EmitTransposed(writer, n, loads, ("key", "stagedCells", "KeyPitch"), rows, n.Layout.ChunkDims, isChunked ? "chunk + " : "", "");
    });

    /// <summary>A chunk of keys of the tile's values.</summary>
    public static void EmitValues(SourceWriter writer, IlgpuNames n, bool isChunked) => EmitBoth(writer, n, loads =>
    {
        var (columns, width) = (n.Layout.LoadColumns(n.Config, loads.Elements), loads.Elements);
        var step = n.Config.Threads / columns;
        var places = (from j in Enumerable.Range(0, n.Layout.ChunkKeys / step)
                      from c in Enumerable.Range(0, n.Layout.PaddedValueDim / columns / width)
                      select (Key: j * step, Column: c * columns * width)).ToList();
        writer.Line($"int loadColumn = thread % {columns}{(width == 1 ? "" : $" * {width}")}, loadKey = thread / {columns};");
        for (var first = 0; first < places.Count; first += loads.AtOnce)
        {
            using (writer.Block())
                EmitValues(writer, n, loads, [.. places.Skip(first).Take(loads.AtOnce)], isChunked ? " + chunk" : "");
        }
    });

    private static void EmitValues(SourceWriter writer, IlgpuNames n, IlgpuLoads loads, IReadOnlyList<(int Key, int Column)> places, string chunk)
    {
        var isPadded = n.Layout.PaddedValueDim != n.Spec.ValueHeadDim;
        for (var i = 0; i < places.Count; i++)
        {
            var (key, at) = places[i];
            if (i == 0 || key != places[i - 1].Key)
                writer.Line($"long value{key} = valueBase + Math.Min(firstKey{chunk} + loadKey{IlgpuNames.Plus(key)}, launch.KeyLength - 1) * launch.ValueRowStride;");
            var column = $"loadColumn{IlgpuNames.Plus(at)}";
            if (isPadded)
                column = $"Math.Min({column}, ValueDim - {loads.Elements})";
            writer.Line($"{Declare(loads)} x{i} = {Load(n, loads, "value", Shifted($"value{key} + {column}", loads))};");
        }
        for (var i = 0; i < places.Count; i++)
        {
            var row = $"{IlgpuNames.Sum("loadKey", places[i].Key)} * ValuePitch";
            var column = $"loadColumn{IlgpuNames.Plus(places[i].Column)}";
            if (loads.Elements == 1)
                writer.Line($"stagedCells[{row} * 4 + {column}] = x{i};");
            for (var four = 0; four < loads.Elements / 4; four++)
                writer.Line($"staged[{row} + ({column}) / 4{IlgpuNames.Plus(four)}] = {Four(n, loads, $"x{i}", 4 * four)};");
        }
    }

    private static void EmitTransposed(
        SourceWriter writer, IlgpuNames n, IlgpuLoads loads, (string Tensor, string Cells, string Pitch) names, int rows, int dims, string chunk, string scale)
    {
        var blocks = 1;
        while (2 * blocks * rows <= loads.AtOnce && dims % (2 * blocks * loads.Dims) == 0)
            blocks *= 2;
        var isPadded = n.Layout.PaddedHeadDim != n.Spec.HeadDim;
        using (writer.Block($"for (int d = {loads.Prefix}Dim; d < {dims}; d += {blocks * loads.Dims})"))
        {
            for (var b = 0; isPadded && b < blocks; b++)
                writer.Line($"int d{b} = {Dim(b)}, from{b} = Math.Min(d{b}, HeadDim - {loads.Elements});");
            var places = (from b in Enumerable.Range(0, blocks) from j in Enumerable.Range(0, rows) select (Block: b, Row: j)).ToList();
            for (var first = 0; first < places.Count; first += loads.AtOnce)
            {
                var some = places.Skip(first).Take(loads.AtOnce).ToList();
                foreach (var (b, j) in some)
                    writer.Line($"{Declare(loads)} x{b}_{j} = {Load(n, loads, names.Tensor, $"{names.Tensor}{j} + {Shifted(isPadded ? $"from{b}" : Dim(b), loads)}")};");
                foreach (var (b, j) in some)
                {
                    for (var i = 0; i < loads.Elements; i++)
                    {
                        var value = IlgpuNames.Value($"x{b}_{j}", loads, i) + scale;
                        writer.Line($"{names.Cells}[{IlgpuNames.Sum("d", b * loads.Dims + i)} * {names.Pitch} * 4 + {loads.Prefix}Row{IlgpuNames.Plus(j * loads.Rows)}] = {(isPadded ? $"d{b} < HeadDim ? {value} : 0f" : value)};");
                    }
                }
            }
        }

        string Dim(int block) => $"{chunk}d{IlgpuNames.Plus(block * loads.Dims)}";
    }

    private static void EmitBoth(SourceWriter writer, IlgpuNames n, Action<IlgpuLoads> emit)
    {
        if (n.Layout.Wide is not { } wide)
        {
            using (writer.Block())
                emit(n.Narrow);
            return;
        }
        using (writer.Block("if (isAligned)"))
            emit(wide);
        using (writer.Block("else"))
            emit(n.Narrow);
    }

    private static string Declare(IlgpuLoads loads) => loads.Elements == 1 ? "float" : "var";

    private static string Load(IlgpuNames n, IlgpuLoads loads, string tensor, string index)
        => loads.Elements == 1 ? n.Load(tensor, index) : $"{tensor}.Cast<{n.WideElement}>()[{index}]";

    // An index of elements as one of loads; everything in it is a multiple.
    private static string Shifted(string index, IlgpuLoads loads) => loads.Elements == 1 ? index : $"({index} >> {loads.Shift})";

    private static string Four(IlgpuNames n, IlgpuLoads loads, string loaded, int first) => loads.Elements == 4
        ? loaded
        : $"new Float4({string.Join(", ", Enumerable.Range(first, 4).Select(i => IlgpuNames.Value(loaded, loads, i)))})";
}
