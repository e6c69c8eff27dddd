using KernelGen.Templates.Text;

namespace KernelGen.Templates.Cpu;

/// <summary>Decode step 2d: output = output * rescale + weights x values, with V read as it lies.</summary>
internal static class CpuDecodeAccumulate
{
    public static void Emit(SourceWriter writer, CpuNames n, CpuDecodeLayout layout)
    {
        var row = CpuDecodeRow.OfValues(n, layout);
        var keys = CpuDecodeRow.OfKeys(n, layout).Element;
        // One row leaves registers for twice the columns, and needs them to hide the latency of its additions.
        var single = Panels(n, row, 2 * n.Micro.Vectors);
        var several = Panels(n, row, n.Micro.Vectors);
        EmitWalk(writer, layout, row.Element, keys, single, several);
        foreach (var group in single)
            EmitPanel(writer, n, row, keys, 1, group.Vectors);
        foreach (var group in several)
            EmitPanel(writer, n, row, keys, CpuDecodeLayout.TileRows, group.Vectors);
        EmitAllowed(writer, n, row);
    }

    // Even and odd elements stay together.
    private static IReadOnlyList<PanelGroup> Panels(CpuNames n, CpuDecodeRow row, int most)
        => PanelGroup.Of([.. CpuLayout.Cut(n.Layout.ValueVectors / row.Vectors, most / row.Vectors).Select(steps => steps * row.Vectors)], n.Lanes);

    private static void EmitWalk(
        SourceWriter writer, CpuDecodeLayout layout, string element, string keys, IReadOnlyList<PanelGroup> single, IReadOnlyList<PanelGroup> several)
    {
        const int Rows = CpuDecodeLayout.TileRows;
        writer.Line();
        writer.Line("// 2d Accumulate: output = output * rescale + weights x values, column panel by column panel.");
        writer.Line("// Meanwhile the next tile's keys are fetched.");
        writer.Line(CpuNames.FullyOptimized);
        using (writer.Block(
            $"private static void DecodeAccumulate(float* weights, {element}* values, long stride, {keys}* next, long nextStride, float* output, float* rescale, int rows)"))
        {
            if (layout.ReadsHalfValues)
                writer.Line("ScaleWeights(weights, rows * KeyTile);");
            using (writer.Block("if (rows == 1)"))
                EmitGroups(writer, layout, 1, single);
            using (writer.Block($"for (int r = 0; r + {Rows} <= rows; r += {Rows})"))
                EmitGroups(writer, layout, Rows, several);
        }
    }

    private static void EmitGroups(SourceWriter writer, CpuDecodeLayout layout, int rows, IReadOnlyList<PanelGroup> groups)
    {
        var (weights, output, rescale) = rows == 1
            ? ("weights", "output + column", "rescale")
            : ("weights + r * KeyTile", "output + r * PaddedValueDim + column", "rescale + r");
        foreach (var group in groups)
        {
            var call = $"{Method(rows, group.Vectors)}({weights}, values + column, stride, next + column, nextStride, {output}, {rescale})";
            writer.Line(group.Loop("column"));
            using (writer.Indent())
            {
                if (layout.ReadsHalfValues)
                    writer.Line($"if (!{call})\n    AccumulateSpecial({weights}, values + column, stride, {output}, {rescale}, {rows}, {group.Vectors} * Lanes);");
                else
                    writer.Line($"{call};");
            }
        }
    }

    private static void EmitPanel(SourceWriter writer, CpuNames n, CpuDecodeRow row, string keys, int rows, int vectors)
    {
        var half = row.IsSmall;
        writer.Line();
        writer.Line(CpuNames.FullyOptimized);
        using (writer.Block(
            $"private static {(half ? "bool" : "void")} {Method(rows, vectors)}(float* weights, {row.Element}* values, long stride, {keys}* next, long nextStride, float* output, float* rescale)"))
        using (writer.Block("unchecked"))
        {
            for (var r = 0; r < rows; r++)
            {
                writer.Line($"{(r == 0 ? "var " : "")}w = {n.Vector}.Create(rescale[{r}]);");
                for (var v = 0; v < vectors; v++)
                    writer.Line($"var o{r}{v} = {n.Vector}.Load(output + {r} * PaddedValueDim + {v * n.Lanes}) * w;");
            }
            if (half)
                writer.Line($"var largest = {n.Simd}.NoneSeen;");
            using (writer.Block("for (int k = 0; k < KeyTile; k++)"))
            {
                for (var v = 0; half && v < vectors; v += row.Vectors)
                    writer.Line($"largest = {n.Simd}.Larger(largest, {RegisterTile.At("values", v * n.Lanes)});");
                RegisterTile.EmitStep(
                    writer, n.Vector, vectors, rows, (v => row.Load("values", v), "v"), ("weights", "KeyTile", "w"), "o", declareBroadcast: false);
                writer.Line($"Rows.Prefetch(next, {vectors} * Lanes * sizeof({keys}));");
                writer.Line("next += nextStride;");
                writer.Line("weights++;");
                writer.Line("values += stride;");
            }
            if (half)
                writer.Line($"if (!{n.Simd}.AreFinite(largest))\n    return false;");
            for (var r = 0; r < rows; r++)
            {
                for (var v = 0; v < vectors; v++)
                    writer.Line($"o{r}{v}.Store(output + {r} * PaddedValueDim + {v * n.Lanes});");
            }
            if (half)
                writer.Line("return true;");
        }
    }

    private static void EmitAllowed(SourceWriter writer, CpuNames n, CpuDecodeRow row)
    {
        writer.Line($$"""

            // 2d in Partial tiles: keys of weight 0 are left out instead of multiplied, so that a NaN or an infinity in a masked V cannot leak.
            {{CpuNames.FullyOptimized}}
            private static void DecodeAccumulateAllowed(float* weights, {{row.Element}}* values, long stride, float* output, float* rescale, int rows, int count)
            {
                for (int r = 0; r < rows; r++)
                {
                    float* row = output + r * PaddedValueDim;
                    for (int c = 0; c < PaddedValueDim; c += Lanes)
                        ({{n.Vector}}.Load(row + c) * {{n.Vector}}.Create(rescale[r])).Store(row + c);
                    for (int k = 0; k < count; k++)
                    {
                        float weight = weights[r * KeyTile + k];
                        if (weight == 0)
                            continue;
            """);
        using (writer.Indent())
        using (writer.Indent())
        using (writer.Indent())
            EmitAllowedKey(writer, n, row);
        writer.Line("""
                    }
                }
            }
            """);
    }

    private static void EmitAllowedKey(SourceWriter writer, CpuNames n, CpuDecodeRow row)
    {
        string Add(int vector)
        {
            var target = RegisterTile.At("row + c", vector * n.Lanes);
            return $"{n.Vector}.MultiplyAddEstimate({n.Vector}.Create(weight), {row.LoadFull("values + k * stride + c", vector)}, {n.Vector}.Load({target})).Store({target});";
        }

        if (!row.IsPaired)
        {
            writer.Line($"for (int c = 0; c < PaddedValueDim; c += Lanes)\n    {Add(0)}");
            return;
        }
        using (writer.Block("for (int c = 0; c < PaddedValueDim; c += 2 * Lanes)"))
        {
            writer.Line(Add(0));
            writer.Line(Add(1));
        }
    }

    private static string Method(int rows, int vectors) => $"DecodePanel{rows}x{vectors}";
}
