namespace QuickStart.Baselines;

/// <summary>Attention as one writes it first: three loops in float32.</summary>
internal static class LoopAttention
{
    /// <summary>One query row of one head; <paramref name="logits"/> is scratch for as many keys as there are.</summary>
    public static void Row(Workload work, int head, int row, Span<float> logits, Span<float> output)
    {
        var (first, end) = work.Keys(row);
        var query = work.QueryRow(head, row);
        var keys = work.KeysOf(head);
        var values = work.ValuesOf(head);
        var scale = 1 / MathF.Sqrt(query.Length);
        var maximum = float.NegativeInfinity;
        for (var key = first; key < end; key++)
        {
            var dot = 0f;
            for (var i = 0; i < query.Length; i++)
                dot += query[i] * keys[key * query.Length + i];
            logits[key] = dot * scale;
            maximum = MathF.Max(maximum, logits[key]);
        }
        var sum = 0f;
        output.Clear();
        for (var key = first; key < end; key++)
        {
            var weight = MathF.Exp(logits[key] - maximum);
            sum += weight;
            for (var i = 0; i < output.Length; i++)
                output[i] += weight * values[key * output.Length + i];
        }
        for (var i = 0; i < output.Length; i++)
            output[i] /= sum;
    }
}
