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
        var element = layout.StagesKeys ? "float" : n.Element;
        var values = layout.StagesValues ? "float" : n.Element;
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
                    if (rows == 1)
                        Dot1(queries, k0, k1, k2, k3, scores + j);
                    for (int r = 0; r + {{CpuDecodeLayout.TileRows}} <= rows; r += {{CpuDecodeLayout.TileRows}})
                        Dot{{CpuDecodeLayout.TileRows}}(queries + r * {{layout.PaddedHeadDim}}, k0, k1, k2, k3, scores + r * KeyTile + j);
                }
            }
            """);
        foreach (var rows in new[] { 1, CpuDecodeLayout.TileRows })
            EmitDot(writer, n, layout, element, rows);
    }

    private static void EmitDot(SourceWriter writer, CpuNames n, CpuDecodeLayout layout, string element, int rows)
    {
        writer.Line();
        writer.Line(CpuNames.FullyOptimized);
        using (writer.Block($"private static void Dot{rows}(float* queries, {element}* k0, {element}* k1, {element}* k2, {element}* k3, float* scores)"))
        using (writer.Block("unchecked"))
        {
            for (var r = 0; r < rows; r++)
                writer.Line($"{n.Vector}<float> {string.Join(", ", Enumerable.Range(0, Keys).Select(k => $"s{r}{k} = default"))};");
            using (writer.Block($"for (int d = 0; d < {layout.PaddedHeadDim}; d += Lanes)"))
            {
                for (var k = 0; k < Keys; k++)
                    writer.Line($"var x{k} = {n.Simd}.Load(k{k} + d);");
                for (var r = 0; r < rows; r++)
                {
                    writer.Line($"{(r == 0 ? "var " : "")}q = {n.Vector}.Load(queries + {(r == 0 ? "d" : $"{r * layout.PaddedHeadDim} + d")});");
                    for (var k = 0; k < Keys; k++)
                        writer.Line($"s{r}{k} = {n.Vector}.MultiplyAddEstimate(q, x{k}, s{r}{k});");
                }
            }
            for (var r = 0; r < rows; r++)
                writer.Line($"{n.Simd}.Sums(s{r}0, s{r}1, s{r}2, s{r}3).Store(scores + {r} * KeyTile);");
        }
    }
}
