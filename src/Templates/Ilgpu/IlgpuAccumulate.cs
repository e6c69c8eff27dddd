using KernelGen.Templates.Text;

namespace KernelGen.Templates.Ilgpu;

/// <summary>Step 2d: output = output * rescale + weights x values, in register tiles, a chunk of keys at a time.</summary>
internal static class IlgpuAccumulate
{
    // Multiply-adds in the body of the loop over four keys.
    private const int Unrolled = 256;

    public static void Emit(SourceWriter writer, IlgpuNames n)
    {
        var isChunked = n.Layout.ChunkKeys < n.Config.KeyTile;
        writer.Line($"// 2d Accumulate: output = output * rescale + weights x values; per key {n.Rows + n.Columns} floats are loaded for {n.Rows * n.Columns} multiply-adds.");
        for (var r = 0; r < n.Rows; r++)
        {
            for (var c = 0; c < n.Columns; c++)
                writer.Line($"o{r}_{c} *= rescale{r};");
        }
        if (isChunked)
        {
            using (writer.Block("for (int chunk = 0; chunk < KeyTile; chunk += ChunkKeys)"))
            {
                writer.Line("Group.Barrier(); // what is staged has been used");
                EmitChunk(writer, n, isChunked);
            }
        }
        else
        {
            using (writer.Block())
                EmitChunk(writer, n, isChunked);
        }
    }

    private static void EmitChunk(SourceWriter writer, IlgpuNames n, bool isChunked)
    {
        IlgpuStaging.EmitValues(writer, n, isChunked);
        writer.Line("Group.Barrier();");
        writer.Line($"int at = {(isChunked ? "chunk / 4 * WeightPitch + " : "")}threadRow, valueAt = threadColumn;");
        using (writer.Block("if (isFull)"))
            EmitKeys(writer, n, Math.Max(1, Math.Min(4, Unrolled / (n.Rows * n.Columns))), isGuarded: false);
        using (writer.Block("else"))
        {
            writer.Line("// A key of weight 0 may be masked, and 0 x NaN would leak it.");
            EmitKeys(writer, n, 1, isGuarded: true);
        }
    }

    private static void EmitKeys(SourceWriter writer, IlgpuNames n, int steps, bool isGuarded)
    {
        using (writer.Block("for (int k = 0; k < ChunkKeys; k += 4)"))
        {
            if (steps == 4)
                EmitSteps(writer, n, steps, isGuarded);
            else
            {
                using (writer.Block($"for (int i = 0; i < 4; i += {steps})"))
                {
                    EmitSteps(writer, n, steps, isGuarded);
                    writer.Line($"at += {steps * n.Config.QueryTile / 4};");
                    writer.Line($"valueAt += {(steps == 1 ? "" : $"{steps} * ")}ValuePitch;");
                }
            }
            writer.Line(steps == 4 ? "at += WeightPitch;" : $"at += WeightPitch - {n.Config.QueryTile};");
            if (steps == 4)
                writer.Line("valueAt += 4 * ValuePitch;");
        }
    }

    private static void EmitSteps(SourceWriter writer, IlgpuNames n, int steps, bool isGuarded)
    {
        for (var step = 0; step < steps; step++)
        {
            var suffix = step == 0 ? "" : $"_{step}";
            for (var i = 0; i < n.Rows / 4; i++)
                writer.Line($"var p{i}{suffix} = weights[at{IlgpuNames.Plus(step * (n.Config.QueryTile / 4) + i * n.Config.ThreadRows)}];");
            for (var i = 0; i < n.Columns / 4; i++)
                writer.Line($"var v{i}{suffix} = staged[valueAt{(step == 0 ? "" : step == 1 ? " + ValuePitch" : $" + {step} * ValuePitch")}{IlgpuNames.Plus(i * n.Config.ThreadColumns)}];");
            for (var r = 0; r < n.Rows; r++)
            {
                var weight = $"p{r / 4}{suffix}.{IlgpuNames.Part(r)}";
                if (isGuarded)
                {
                    using (writer.Block($"if ({weight} != 0f)"))
                        EmitRow(writer, n, r, weight, suffix);
                }
                else
                {
                    EmitRow(writer, n, r, weight, suffix);
                }
            }
        }
    }

    private static void EmitRow(SourceWriter writer, IlgpuNames n, int r, string weight, string suffix)
    {
        for (var c = 0; c < n.Columns; c++)
            writer.Line($"o{r}_{c} = {weight} * v{c / 4}{suffix}.{IlgpuNames.Part(c)} + o{r}_{c};");
    }
}
