using KernelGen.Templates.Text;

namespace KernelGen.Templates.Ilgpu;

/// <summary>Step 2c: new maximum, rescaling factor, and the weights 2^(score - maximum), which go to shared memory.</summary>
internal static class IlgpuSoftmax
{
    public static void Emit(SourceWriter writer, IlgpuNames n)
    {
        writer.Line($"// 2c New maximum and rescale. The {n.Config.ThreadColumns} threads of a row exchange their maxima.");
        for (var r = 0; r < n.Rows; r++)
            writer.Line($"float n{r} = {Max([.. Enumerable.Range(0, n.Keys).Select(c => $"s{r}_{c}")])};");
        EmitReduction(writer, n, "n", (a, b) => $"IntrinsicMath.Max({a}, {b})", needsBarrier: n.Layout.ChunkKeys == n.Config.KeyTile);
        writer.Line("// A row that has seen no allowed key has the maximum -infinity; 0 in its place avoids -infinity minus -infinity.");
        for (var r = 0; r < n.Rows; r++)
        {
            writer.Line($"n{r} = IntrinsicMath.Max(m{r}, n{r});");
            writer.Line($"float shift{r} = n{r} == float.NegativeInfinity ? 0f : n{r}, rescale{r} = Exp2(m{r} - shift{r});");
            writer.Line($"m{r} = n{r};");
        }
        for (var r = 0; r < n.Rows; r++)
        {
            for (var c = 0; c < n.Keys; c++)
                writer.Line($"s{r}_{c} = Exp2(s{r}_{c} - shift{r});");
        }
        for (var r = 0; r < n.Rows; r++)
            writer.Line($"l{r} = l{r} * rescale{r} + {Sum([.. Enumerable.Range(0, n.Keys).Select(c => $"s{r}_{c}")])};");
        EmitWeights(writer, n);
    }

    /// <summary>
    /// Combines one value per row over the threads of the row: by shuffles where a warp has 32 threads, which is on CUDA, else through shared
    /// memory. The kernel is compiled with one of the answers, and loses the other branch.
    /// </summary>
    /// <param name="writer">Where to.</param>
    /// <param name="n">The names.</param>
    /// <param name="value">What the values' names begin with; they become the results.</param>
    /// <param name="combine">How two are combined.</param>
    /// <param name="start">What to begin with when all threads' values are combined, this one's among them; nothing where once more does no harm.</param>
    /// <param name="needsBarrier">Whether the code after it counts on a barrier.</param>
    public static void EmitReduction(
        SourceWriter writer, IlgpuNames n, string value, Func<string, string, string> combine, string? start = null, bool needsBarrier = false)
    {
        if (!n.Config.RowsAreInWarps)
        {
            EmitShared(writer, n, value, combine, start);
            return;
        }
        using (writer.Block("if (TLanes.CanShuffle)"))
        {
            foreach (var mask in Masks(n.Config.ThreadColumns))
            {
                for (var r = 0; r < n.Rows; r++)
                    writer.Line($"{value}{r} = {combine($"{value}{r}", $"TLanes.ShuffleXor({value}{r}, {mask})")};");
            }
            if (needsBarrier)
                writer.Line("Group.Barrier(); // what is staged has been used");
        }
        using (writer.Block("else"))
            EmitShared(writer, n, value, combine, start);
    }

    private static void EmitShared(SourceWriter writer, IlgpuNames n, string value, Func<string, string, string> combine, string? start)
    {
        for (var i = 0; i < n.Rows / 4; i++)
            writer.Line($"maxima[threadColumn * MaximaPitch + threadRow{IlgpuNames.Plus(i * n.Config.ThreadRows)}] = {Four(Enumerable.Range(4 * i, 4).Select(r => $"{value}{r}"))};");
        if (start is not null)
            writer.Line(string.Join(" ", Enumerable.Range(0, n.Rows).Select(r => $"{value}{r} = {start};")));
        writer.Line("Group.Barrier();");
        using (writer.Block("for (int i = 0; i < ThreadColumns; i++)"))
        {
            for (var i = 0; i < n.Rows / 4; i++)
                writer.Line($"var others{i} = maxima[i * MaximaPitch + threadRow{IlgpuNames.Plus(i * n.Config.ThreadRows)}];");
            for (var r = 0; r < n.Rows; r++)
                writer.Line($"{value}{r} = {combine($"{value}{r}", $"others{r / 4}.{IlgpuNames.Part(r)}")};");
        }
    }

    // The lanes of a row: the lowest bit of a thread's column is the lowest one of its lane, then one bit is the row's.
    private static IEnumerable<int> Masks(int columns)
    {
        yield return 1;
        for (var bit = 2; bit < columns; bit *= 2)
            yield return 2 * bit;
    }

    private static void EmitWeights(SourceWriter writer, IlgpuNames n)
    {
        writer.Line("int weightAt = threadColumn * WeightPitch + threadRow;");
        for (var c = 0; c < n.Keys; c++)
        {
            for (var i = 0; i < n.Rows / 4; i++)
            {
                var group = c / 4 == 0 ? "" : $" + {c / 4 * n.Config.ThreadColumns} * WeightPitch";
                var offset = IlgpuNames.Plus(c % 4 * (n.Config.QueryTile / 4) + i * n.Config.ThreadRows);
                writer.Line($"weights[weightAt{group}{offset}] = {Four(Enumerable.Range(4 * i, 4).Select(r => $"s{r}_{c}"))};");
            }
        }
    }

    private static string Four(IEnumerable<string> values) => $"new Float4({string.Join(", ", values)})";

    private static string Max(string[] values) => Tree(values, (a, b) => $"IntrinsicMath.Max({a}, {b})");

    private static string Sum(string[] values) => Tree(values, (a, b) => $"({a} + {b})");

    // In pairs, so that no addition waits for all before it.
    private static string Tree(string[] values, Func<string, string, string> combine)
    {
        while (values.Length > 1)
            values = [.. Enumerable.Range(0, values.Length / 2).Select(i => combine(values[2 * i], values[2 * i + 1]))];
        return values[0];
    }
}
