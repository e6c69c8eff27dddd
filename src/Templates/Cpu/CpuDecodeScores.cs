using KernelGen.Templates.Text;

namespace KernelGen.Templates.Cpu;

/// <summary>
/// Decode step 2a: dot products of query rows with four keys at a time, summed across lanes at the end. Where registers are few, those of several
/// rows take the four keys in two goes: 4 x 2 accumulators, a query and what converts 16-bit elements fit into 16.
/// </summary>
internal static class CpuDecodeScores
{
    private const int Keys = 4;

    // Keys to fetch ahead: two register tiles. Measured: 8 and 16 are alike, 32 is slower.
    private const int KeysAhead = 8;

    public static void Emit(SourceWriter writer, CpuNames n, CpuDecodeLayout layout)
    {
        var row = CpuDecodeRow.OfKeys(n, layout);
        var element = row.Element;
        var values = CpuDecodeRow.OfValues(n, layout).Element;
        writer.Line($$"""

            // 2a Scores: dot products with {{Keys}} keys at a time. Past the last key the last one is read again; the mask hides the copy.
            // Meanwhile the next keys and the tile's values are fetched, so that memory stays busy while the processor computes.
            {{CpuNames.FullyOptimized}}
            private static void DecodeScores(
                float* queries, {{element}}* keys, long stride, {{values}}* values, long valueStride, float* scores, int rows, int count)
            {
                for (int j = 0; j < count; j += {{Keys}})
                {
                    for (int i = j; i < j + {{Keys}}; i++)
                    {
                        Rows.Prefetch(keys + (i + {{KeysAhead}}) * stride, HeadDim * sizeof({{element}}));
                        Rows.Prefetch(values + i * valueStride, ValueDim * sizeof({{values}}));
                    }
                    {{element}}* k0 = keys + j * stride;
                    {{element}}* k1 = keys + Math.Min(j + 1, count - 1) * stride;
                    {{element}}* k2 = keys + Math.Min(j + 2, count - 1) * stride;
                    {{element}}* k3 = keys + Math.Min(j + 3, count - 1) * stride;
            """);
        using (writer.Indent())
        using (writer.Indent())
        {
            EmitCall(writer, layout, "if (rows == 1)", 1, Keys);
            EmitCall(
                writer, layout, $"for (int r = 0; r + {CpuDecodeLayout.TileRows} <= rows; r += {CpuDecodeLayout.TileRows})", CpuDecodeLayout.TileRows, TileKeys(n));
        }
        writer.Line("    }");
        writer.Line("}");
        EmitDot(writer, n, layout, row, 1, Keys);
        EmitDot(writer, n, layout, row, CpuDecodeLayout.TileRows, TileKeys(n));
    }

    private static int TileKeys(CpuNames n) => Math.Min(Keys, n.Micro.Vectors);

    private static void EmitCall(SourceWriter writer, CpuDecodeLayout layout, string statement, int rows, int keys)
    {
        var (query, score) = rows == 1 ? ("queries", "scores + j") : ($"queries + r * {layout.PaddedHeadDim}", "scores + r * KeyTile + j");
        string[] calls = [.. Enumerable.Range(0, Keys / keys).Select(
            go => $"Dot{rows}({query}, {List(keys, key => $"k{go * keys + key}")}, {RegisterTile.At(score, go * keys)})")];
        var all = layout.ReadsHalfKeys
            ? $"if (!{(calls.Length == 1 ? calls[0] : $"({string.Join(" & ", calls)})")})\n    DotSpecial({query}, {List(Keys, key => $"k{key}")}, {score}, {rows});"
            : string.Join("\n", calls.Select(call => call + ";"));
        // Braces only around several statements.
        if (!layout.ReadsHalfKeys && calls.Length > 1)
        {
            using (writer.Block(statement))
                writer.Line(all);
            return;
        }
        writer.Line(statement);
        using (writer.Indent())
            writer.Line(all);
    }

    private static void EmitDot(SourceWriter writer, CpuNames n, CpuDecodeLayout layout, CpuDecodeRow row, int rows, int keys)
    {
        var half = row.IsSmall;
        writer.Line();
        writer.Line(CpuNames.FullyOptimized);
        using (writer.Block($"private static {(half ? "bool" : "void")} Dot{rows}(float* queries, {List(keys, key => $"{row.Element}* k{key}")}, float* scores)"))
        using (writer.Block("unchecked"))
        {
            for (var r = 0; r < rows; r++)
                writer.Line($"{n.Vector}<float> {List(keys, key => $"s{r}{key} = default")};");
            if (half)
                writer.Line($"var largest = {n.Simd}.NoneSeen;");
            using (writer.Block($"for (int d = 0; d < {layout.PaddedHeadDim}; d += {(row.IsPaired ? "2 * Lanes" : "Lanes")})"))
            {
                for (var k = 0; half && k < keys; k++)
                    writer.Line($"largest = {n.Simd}.Larger(largest, k{k} + d);");
                for (var v = 0; v < row.Vectors; v++)
                    EmitProducts(writer, n, layout, row, (rows, keys), v);
            }
            for (var r = 0; r < rows; r++)
                writer.Line($"{Sums(n, layout, r, keys)}.Store(scores + {r} * KeyTile);");
            if (half)
                writer.Line($"return {n.Simd}.AreFinite(largest);");
        }
    }

    private static string List(int count, Func<int, string> one) => string.Join(", ", Enumerable.Range(0, count).Select(one));

    private static void EmitProducts(SourceWriter writer, CpuNames n, CpuDecodeLayout layout, CpuDecodeRow row, (int Rows, int Keys) tile, int vector)
    {
        for (var k = 0; k < tile.Keys; k++)
            writer.Line($"{(vector == 0 ? "var " : "")}x{k} = {row.Load($"k{k} + d", vector)};");
        for (var r = 0; r < tile.Rows; r++)
        {
            var query = RegisterTile.At("queries", r * layout.PaddedHeadDim + vector * n.Lanes);
            writer.Line($"{(vector + r == 0 ? "var " : "")}q = {n.Vector}.Load({query} + d);");
            for (var k = 0; k < tile.Keys; k++)
                writer.Line($"s{r}{k} = {n.Vector}.MultiplyAddEstimate(q, x{k}, s{r}{k});");
        }
    }

    // Two sums are the lower half of four.
    private static string Sums(CpuNames n, CpuDecodeLayout layout, int row, int keys)
    {
        var sums = $"{n.Simd}.Sums({List(Keys, key => $"s{row}{key % keys}")})";
        var scaled = layout.ReadsHalfKeys ? $"({sums}{CpuDecodeHalf.SumFactor(n, layout)})" : sums;
        return keys == Keys ? scaled : scaled + ".GetLower()";
    }
}
