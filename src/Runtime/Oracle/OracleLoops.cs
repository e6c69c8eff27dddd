using KernelGen.Planning;

namespace KernelGen.Oracle;

/// <summary>
/// Attention in float64 by the definition: per query row, the logits of the allowed keys, their softmax, the weighted sum. Keys that are
/// masked are never read, so nothing in them can leak.
/// </summary>
public static unsafe class OracleLoops
{
    /// <summary>Runs the oracle over one call, one (batch, head) pair per work item.</summary>
    /// <typeparam name="T">The elements of Q, K and V: <see cref="float"/>, <see cref="Half"/> or <see cref="BFloat16"/>.</typeparam>
    /// <param name="oracle">The spec's mask and logits.</param>
    /// <param name="headDim">Elements per head of Q and K, D.</param>
    /// <param name="valueHeadDim">Elements per head of V and O, Dv.</param>
    /// <param name="call">
    /// Checked arguments. Unlike for kernels, Output (B, Hq, Nq, Dv) and Lse (B, Hq, Nq; optional) hold <see cref="double"/>.
    /// </param>
    /// <exception cref="NotSupportedException"><typeparamref name="T"/> is none of the three.</exception>
    public static void Run<T>(AttentionOracle oracle, int headDim, int valueHeadDim, in AttentionCall call)
        where T : unmanaged
    {
        ArgumentNullException.ThrowIfNull(oracle);
        if (typeof(T) != typeof(float) && typeof(T) != typeof(Half) && typeof(T) != typeof(BFloat16))
            throw new NotSupportedException($"The oracle reads float, Half and BFloat16 elements, not {typeof(T)}.");
        var all = call;
        var heads = call.Shape.QueryHeads;
        Parallel.For(0, call.Shape.Batch * heads, pair => RunHead<T>(oracle, headDim, valueHeadDim, all, pair / heads, pair % heads));
    }

    private static void RunHead<T>(AttentionOracle oracle, int headDim, int valueHeadDim, in AttentionCall call, int batch, int head)
        where T : unmanaged
    {
        var shape = call.Shape;
        var keyHead = head / shape.GroupSize;
        var scope = new MaskScope(shape.QueryLength, shape.KeyLength, call.QueryOffset, batch, head, keyHead);
        var query = call.Query.Head<T>(batch, head);
        var key = call.Key.Head<T>(batch, keyHead);
        var value = call.Value.Head<T>(batch, keyHead);
        var output = call.Output.Head<double>(batch, head);
        var keys = new List<int>(shape.KeyLength);
        var logits = new List<double>(shape.KeyLength);
        for (var i = 0; i < shape.QueryLength; i++)
        {
            var q = call.QueryOffset + i;
            keys.Clear();
            logits.Clear();
            for (var k = 0; k < shape.KeyLength; k++)
            {
                if (!oracle.Allowed(q, k, scope))
                    continue;
                var dot = Dot(query + i * call.Query.RowStride, key + k * call.Key.RowStride, headDim);
                keys.Add(k);
                logits.Add(oracle.Logit(oracle.Scale * dot, q, k, scope));
            }
            var row = new Span<double>(output + i * call.Output.RowStride, valueHeadDim);
            var lse = WriteRow(keys, logits, value, call.Value.RowStride, row);
            if (call.Lse.Data is not null)
                call.Lse.Head<double>(batch, head)[i * call.Lse.RowStride] = lse;
        }
    }

    // O = sum of softmax(logits) * V; returns the log-sum-exp.
    private static double WriteRow<T>(List<int> keys, List<double> logits, T* value, long valueStride, Span<double> row)
        where T : unmanaged
    {
        row.Clear();
        if (keys.Count == 0)
            return double.NegativeInfinity;
        var max = logits.Max();
        var sum = 0.0;
        for (var j = 0; j < keys.Count; j++)
        {
            var weight = Math.Exp(logits[j] - max);
            var valueRow = value + keys[j] * valueStride;
            sum += weight;
            for (var d = 0; d < row.Length; d++)
                row[d] += weight * ToDouble(valueRow[d]);
        }
        for (var d = 0; d < row.Length; d++)
            row[d] /= sum;
        return max + Math.Log(sum);
    }

    private static double Dot<T>(T* a, T* b, int length)
        where T : unmanaged
    {
        var sum = 0.0;
        for (var d = 0; d < length; d++)
            sum += ToDouble(a[d]) * ToDouble(b[d]);
        return sum;
    }

    // The comparisons of types are constants to the JIT, so each T keeps one branch.
    private static double ToDouble<T>(T element)
        where T : unmanaged
        => typeof(T) == typeof(float) ? *(float*)&element
            : typeof(T) == typeof(Half) ? (double)*(Half*)&element
            : (float)*(BFloat16*)&element;
}
