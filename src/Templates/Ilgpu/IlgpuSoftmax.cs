using KernelGen.Templates.Text;

namespace KernelGen.Templates.Ilgpu;

/// <summary>Step 2c: new maximum, rescaling factor, and the weights 2^(score - maximum), which go to shared memory.</summary>
internal static class IlgpuSoftmax
{
    public static void Emit(SourceWriter writer, IlgpuNames n)
    {
        writer.Line($"// 2c New maximum and rescale. The {n.Config.ThreadColumns} threads of a row exchange their maxima through shared memory.");
        for (var r = 0; r < n.Rows; r++)
            writer.Line($"float n{r} = {Max([.. Enumerable.Range(0, n.Keys).Select(c => $"s{r}_{c}")])};");
        EmitExchange(writer, n, "n");
        writer.Line("Group.Barrier();");
        EmitCollect(writer, n, "maximum", r => $"n{r} = IntrinsicMath.Max(n{r}, maximum{r / 4}.{IlgpuNames.Part(r)});");
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

    /// <summary>Writes one value per row of this thread to the place of its thread column.</summary>
    public static void EmitExchange(SourceWriter writer, IlgpuNames n, string prefix)
    {
        for (var i = 0; i < n.Rows / 4; i++)
            writer.Line($"maxima[threadColumn * MaximaPitch + threadRow{IlgpuNames.Plus(i * n.Config.ThreadRows)}] = {Four(Enumerable.Range(4 * i, 4).Select(r => $"{prefix}{r}"))};");
    }

    /// <summary>Reads the values of all thread columns.</summary>
    public static void EmitCollect(SourceWriter writer, IlgpuNames n, string name, Func<int, string> use)
    {
        using (writer.Block("for (int i = 0; i < ThreadColumns; i++)"))
        {
            for (var i = 0; i < n.Rows / 4; i++)
                writer.Line($"var {name}{i} = maxima[i * MaximaPitch + threadRow{IlgpuNames.Plus(i * n.Config.ThreadRows)}];");
            for (var r = 0; r < n.Rows; r++)
                writer.Line(use(r));
        }
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
