using System.Numerics.Tensors;

namespace QuickStart.Baselines;

/// <summary>Attention with the vectorised building blocks of System.Numerics.Tensors.</summary>
internal static class TensorPrimitivesAttention
{
    /// <summary>One query row of one head; <paramref name="logits"/> is scratch for as many keys as there are.</summary>
    public static void Row(Workload work, int head, int row, Span<float> logits, Span<float> output)
    {
        var (first, end) = work.Keys(row);
        var query = work.QueryRow(head, row);
        var keys = work.KeysOf(head);
        var values = work.ValuesOf(head);
        for (var key = first; key < end; key++)
            logits[key] = TensorPrimitives.Dot(query, keys.Slice(key * query.Length, query.Length));
        var weights = logits[first..end];
        TensorPrimitives.Multiply(weights, 1 / MathF.Sqrt(query.Length), weights);
        TensorPrimitives.SoftMax(weights, weights);
        output.Clear();
        for (var key = first; key < end; key++)
            TensorPrimitives.MultiplyAdd(values.Slice(key * output.Length, output.Length), logits[key], output, output);
    }
}
