using KernelGen.Templates.Text;

namespace KernelGen.Templates.Cpu;

/// <summary>Step 2d: output = output * rescale + weights x values, in register tiles.</summary>
internal static class CpuAccumulate
{
    public static void Emit(SourceWriter writer, CpuNames n)
    {
        var groups = PanelGroup.Of(n.Layout.ValuePanels, n.Lanes);
        EmitWalk(writer, n, groups);
        foreach (var group in groups)
            EmitPanel(writer, n, group.Vectors);
        EmitAllowed(writer, n, groups);
    }

    private static void EmitWalk(SourceWriter writer, CpuNames n, IReadOnlyList<PanelGroup> groups)
    {
        writer.Line();
        writer.Line($"// 2d Accumulate: output = output * rescale + weights x values, {n.Micro.Rows} rows x one column panel at a time.");
        writer.Line(CpuNames.FullyOptimized);
        using (writer.Block("private static void Accumulate(float* weights, float* values, float* output, float* rescale, int rows)"))
        {
            foreach (var group in groups)
            {
                using (writer.Block(group.Loop("column")))
                {
                    writer.Line($"for (int r = 0; r < rows; r += {n.Micro.Rows})");
                    using (writer.Indent())
                        writer.Line($"{Method(group.Vectors)}(weights + r * KeyTile, values + column * KeyTile, output + r * PaddedValueDim + column, rescale + r, KeyTile);");
                }
            }
        }
        writer.Line();
        writer.Line("// 2d in Partial tiles: only the keys that the rows need; the weights of the others are 0.");
        writer.Line(CpuNames.FullyOptimized);
        using (writer.Block("private static void AccumulateWithin(int* spans, float* weights, float* values, float* output, float* rescale, int rows)"))
        {
            foreach (var group in groups)
            {
                using (writer.Block(group.Loop("column")))
                using (writer.Block($"for (int r = 0; r < rows; r += {n.Micro.Rows})"))
                {
                    writer.Line($"int low = spans[r / {n.Micro.Rows} * 2], high = spans[r / {n.Micro.Rows} * 2 + 1];");
                    writer.Line("if (low < high)");
                    using (writer.Indent())
                        writer.Line($"{Method(group.Vectors)}(weights + r * KeyTile + low, values + column * KeyTile + low * {group.Columns}, output + r * PaddedValueDim + column, rescale + r, high - low);");
                }
            }
        }
    }

    private static void EmitPanel(SourceWriter writer, CpuNames n, int vectors)
    {
        writer.Line();
        writer.Line(CpuNames.FullyOptimized);
        using (writer.Block($"private static void {Method(vectors)}(float* weights, float* values, float* output, float* rescale, int keys)"))
        using (writer.Block("unchecked"))
        {
            for (var r = 0; r < n.Micro.Rows; r++)
            {
                writer.Line($"{(r == 0 ? "var " : "")}w = {n.Vector}.Create(rescale[{r}]);");
                for (var v = 0; v < vectors; v++)
                    writer.Line($"var o{r}{v} = {n.Vector}.Load(output + {r} * PaddedValueDim + {v * n.Lanes}) * w;");
            }
            using (writer.Block("for (int k = 0; k < keys; k++)"))
            {
                RegisterTile.EmitStep(
                    writer, n.Vector, vectors, n.Micro.Rows, (v => $"{n.Vector}.Load({RegisterTile.At("values", v * n.Lanes)})", "v"),
                    ("weights", "KeyTile", "w"), "o", declareBroadcast: false);
                writer.Line("weights++;");
                writer.Line($"values += {vectors * n.Lanes};");
            }
            for (var r = 0; r < n.Micro.Rows; r++)
            {
                for (var v = 0; v < vectors; v++)
                    writer.Line($"o{r}{v}.Store(output + {r} * PaddedValueDim + {v * n.Lanes});");
            }
        }
    }

    private static void EmitAllowed(SourceWriter writer, CpuNames n, IReadOnlyList<PanelGroup> groups)
    {
        writer.Line();
        writer.Line("// V holds a NaN or an infinity in this Partial tile: 0 x NaN would leak it, so keys of weight 0 are left out. Rare, hence simple.");
        writer.Line(CpuNames.FullyOptimized);
        using (writer.Block("private static void AccumulateAllowed(float* weights, float* values, float* output, float* rescale, int rows)"))
        using (writer.Block("for (int r = 0; r < rows; r++)"))
        {
            writer.Line($$"""
                float* row = output + r * PaddedValueDim;
                for (int c = 0; c < PaddedValueDim; c += Lanes)
                    ({{n.Vector}}.Load(row + c) * {{n.Vector}}.Create(rescale[r])).Store(row + c);
                """);
            using (writer.Block("for (int k = 0; k < KeyTile; k++)"))
            {
                writer.Line("float weight = weights[r * KeyTile + k];");
                writer.Line("if (weight == 0)");
                using (writer.Indent())
                    writer.Line("continue;");
                foreach (var group in groups)
                {
                    using (writer.Block(group.Loop("column")))
                    {
                        writer.Line($$"""
                            float* value = values + column * KeyTile + k * {{group.Columns}};
                            for (int c = 0; c < {{group.Columns}}; c += Lanes)
                                {{n.Vector}}.MultiplyAddEstimate({{n.Vector}}.Create(weight), {{n.Vector}}.Load(value + c), {{n.Vector}}.Load(row + column + c)).Store(row + column + c);
                            """);
                    }
                }
            }
        }
    }

    private static string Method(int vectors) => $"AccumulatePanel{vectors}";
}
