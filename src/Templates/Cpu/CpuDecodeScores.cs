using KernelGen.Templates.Text;

namespace KernelGen.Templates.Cpu;

/// <summary>Decode step 2a: dot products of query rows with four keys at a time, summed across lanes at the end.</summary>
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
            EmitCall(writer, layout, "if (rows == 1)", 1);
            EmitCall(writer, layout, $"for (int r = 0; r + {CpuDecodeLayout.TileRows} <= rows; r += {CpuDecodeLayout.TileRows})", CpuDecodeLayout.TileRows);
        }
        writer.Line("    }");
        writer.Line("}");
        foreach (var rows in new[] { 1, CpuDecodeLayout.TileRows })
            EmitDot(writer, n, layout, row, rows);
    }

    private static void EmitCall(SourceWriter writer, CpuDecodeLayout layout, string statement, int rows)
    {
        var (query, score) = rows == 1 ? ("queries", "scores + j") : ($"queries + r * {layout.PaddedHeadDim}", "scores + r * KeyTile + j");
        var arguments = $"({query}, k0, k1, k2, k3, {score}";
        writer.Line(statement);
        using (writer.Indent())
        {
            if (layout.ReadsHalfKeys)
                writer.Line($"if (!Dot{rows}{arguments}))\n    DotSpecial{arguments}, {rows});");
            else
                writer.Line($"Dot{rows}{arguments});");
        }
    }

    private static void EmitDot(SourceWriter writer, CpuNames n, CpuDecodeLayout layout, CpuDecodeRow row, int rows)
    {
        var half = row.IsSmall;
        writer.Line();
        writer.Line(CpuNames.FullyOptimized);
        using (writer.Block($"private static {(half ? "bool" : "void")} Dot{rows}(float* queries, {row.Element}* k0, {row.Element}* k1, {row.Element}* k2, {row.Element}* k3, float* scores)"))
        using (writer.Block("unchecked"))
        {
            for (var r = 0; r < rows; r++)
                writer.Line($"{n.Vector}<float> {string.Join(", ", Enumerable.Range(0, Keys).Select(k => $"s{r}{k} = default"))};");
            if (half)
                writer.Line($"var largest = {n.Simd}.NoneSeen;");
            using (writer.Block($"for (int d = 0; d < {layout.PaddedHeadDim}; d += {(row.IsPaired ? "2 * Lanes" : "Lanes")})"))
            {
                for (var k = 0; half && k < Keys; k++)
                    writer.Line($"largest = {n.Simd}.Larger(largest, k{k} + d);");
                for (var v = 0; v < row.Vectors; v++)
                    EmitProducts(writer, n, layout, row, rows, v);
            }
            for (var r = 0; r < rows; r++)
                writer.Line($"{Sums(n, layout, r)}.Store(scores + {r} * KeyTile);");
            if (half)
                writer.Line($"return {n.Simd}.AreFinite(largest);");
        }
    }

    private static void EmitProducts(SourceWriter writer, CpuNames n, CpuDecodeLayout layout, CpuDecodeRow row, int rows, int vector)
    {
        for (var k = 0; k < Keys; k++)
            writer.Line($"{(vector == 0 ? "var " : "")}x{k} = {row.Load($"k{k} + d", vector)};");
        for (var r = 0; r < rows; r++)
        {
            var query = RegisterTile.At("queries", r * layout.PaddedHeadDim + vector * n.Lanes);
            writer.Line($"{(vector + r == 0 ? "var " : "")}q = {n.Vector}.Load({query} + d);");
            for (var k = 0; k < Keys; k++)
                writer.Line($"s{r}{k} = {n.Vector}.MultiplyAddEstimate(q, x{k}, s{r}{k});");
        }
    }

    private static string Sums(CpuNames n, CpuDecodeLayout layout, int row)
    {
        var sums = $"{n.Simd}.Sums(s{row}0, s{row}1, s{row}2, s{row}3)";
        return layout.ReadsHalfKeys ? $"({sums}{CpuDecodeHalf.SumFactor(n, layout)})" : sums;
    }
}
