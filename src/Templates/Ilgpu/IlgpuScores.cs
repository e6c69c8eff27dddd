using KernelGen.Templates.Text;

namespace KernelGen.Templates.Ilgpu;

/// <summary>Step 2a: scores = queries x keys of the tile, in register tiles, a chunk of dimensions at a time.</summary>
internal static class IlgpuScores
{
    // Multiply-adds in the body of the loop: enough to hide the loop, few enough to read.
    private const int UnrolledSteps = 256;

    public static void Emit(SourceWriter writer, IlgpuNames n)
    {
        var isChunked = n.Layout.ChunkDims < n.Layout.PaddedHeadDim;
        writer.Line($"// 2a Scores: {n.Rows} rows x {n.Keys} keys per thread; per dimension {n.Rows + n.Keys} floats are loaded for {n.Rows * n.Keys} multiply-adds.");
        for (var r = 0; r < n.Rows; r++)
            writer.Line($"float {string.Join(", ", Enumerable.Range(0, n.Keys).Select(c => $"s{r}_{c} = 0f"))};");
        if (isChunked)
        {
            using (writer.Block("for (int chunk = 0; chunk < PaddedHeadDim; chunk += ChunkDims)"))
                EmitChunk(writer, n, isChunked);
        }
        else
        {
            EmitChunk(writer, n, isChunked);
        }
        IlgpuLowRank.EmitProduct(writer, n);
    }

    /// <summary>The product of what is staged with the same dimensions of the queries.</summary>
    public static void EmitProduct(SourceWriter writer, IlgpuNames n, string firstQuery, string dims)
    {
        using (writer.Block())
        {
            var steps = Math.Max(1, Math.Min(4, UnrolledSteps / (n.Rows * n.Keys)));
            writer.Line($"int queryAt = {firstQuery}threadRow, keyAt = threadColumn;");
            using (writer.Block($"for (int d = 0; d < {dims}; d += {steps})"))
            {
                for (var step = 0; step < steps; step++)
                    EmitStep(writer, n, step);
                writer.Line($"queryAt += {(steps == 1 ? "" : $"{steps} * ")}QueryPitch;");
                writer.Line($"keyAt += {(steps == 1 ? "" : $"{steps} * ")}KeyPitch;");
            }
        }
    }

    private static void EmitChunk(SourceWriter writer, IlgpuNames n, bool isChunked)
    {
        writer.Line("Group.Barrier(); // what is staged has been used");
        IlgpuStaging.EmitKeys(writer, n, isChunked);
        writer.Line("Group.Barrier();");
        EmitProduct(writer, n, isChunked ? "chunk * QueryPitch + " : "", "ChunkDims");
    }

    private static void EmitStep(SourceWriter writer, IlgpuNames n, int step)
    {
        var at = step switch { 0 => "", 1 => " + {0}", _ => $" + {step} * {{0}}" };
        var suffix = step == 0 ? "" : $"_{step}";
        for (var i = 0; i < n.Rows / 4; i++)
            writer.Line($"var q{i}{suffix} = queries[queryAt{at.Replace("{0}", "QueryPitch")}{IlgpuNames.Plus(i * n.Config.ThreadRows)}];");
        for (var i = 0; i < n.Keys / 4; i++)
            writer.Line($"var k{i}{suffix} = staged[keyAt{at.Replace("{0}", "KeyPitch")}{IlgpuNames.Plus(i * n.Config.ThreadColumns)}];");
        for (var r = 0; r < n.Rows; r++)
        {
            for (var c = 0; c < n.Keys; c++)
                writer.Line($"s{r}_{c} = q{r / 4}{suffix}.{IlgpuNames.Part(r)} * k{c / 4}{suffix}.{IlgpuNames.Part(c)} + s{r}_{c};");
        }
    }
}
