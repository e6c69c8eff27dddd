using System.Numerics.Tensors;
using KernelGen.Planning;

namespace KernelGen.Oracle;

/// <summary>
/// Attention in float64 by the definition: per query row, the logits of the allowed keys, their softmax, the weighted sum. Keys that are
/// masked take no part in any arithmetic, so nothing in them can leak.
/// </summary>
internal static unsafe class OracleLoops
{
    /// <summary>Runs the oracle over one call, one (batch, head) pair per work item.</summary>
    /// <typeparam name="T">The elements of Q, K and V: <see cref="float"/>, <see cref="Half"/>, <see cref="BFloat16"/> or <see cref="Float8E4M3"/>.</typeparam>
    /// <param name="oracle">The spec's mask and logits.</param>
    /// <param name="headDim">Elements per head of Q and K, D.</param>
    /// <param name="valueHeadDim">Elements per head of V and O, Dv.</param>
    /// <param name="call">
    /// Checked arguments. Unlike for kernels, Output (B, Hq, Nq, Dv) and Lse (B, Hq, Nq; optional) hold <see cref="double"/>.
    /// </param>
    /// <exception cref="NotSupportedException"><typeparamref name="T"/> is none of them.</exception>
    public static void Run<T>(AttentionOracle oracle, int headDim, int valueHeadDim, in AttentionCall call)
        where T : unmanaged
    {
        ArgumentNullException.ThrowIfNull(oracle);
        if (typeof(T) != typeof(float) && typeof(T) != typeof(Half) && typeof(T) != typeof(BFloat16) && typeof(T) != typeof(Float8E4M3))
            throw new NotSupportedException($"The oracle reads float, Half, BFloat16 and Float8E4M3 elements, not {typeof(T)}.");
        var all = call;
        var heads = call.Shape.QueryHeads;
        Parallel.For(0, call.Shape.Batch * heads, pair => RunHead<T>(oracle, headDim, valueHeadDim, all, pair / heads, pair % heads));
    }

    private static void RunHead<T>(AttentionOracle oracle, int headDim, int valueHeadDim, in AttentionCall call, int batch, int head)
        where T : unmanaged
    {
        var shape = call.Shape;
        var keyHead = head / shape.GroupSize;
        var scope = new MaskScope(shape.QueryLength, shape.KeyLength, call.QueryOffset, batch, head, keyHead, shape.QueryHeads) { Data = call.Data };
        var query = Widen(call.Query.Head<T>(batch, head), call.Query.RowStride, shape.QueryLength, headDim);
        var key = Widen(call.Key.Head<T>(batch, keyHead), call.Key.RowStride, shape.KeyLength, headDim);
        var value = Widen(call.Value.Head<T>(batch, keyHead), call.Value.RowStride, shape.KeyLength, valueHeadDim);
        var queryFactors = Factors(call.QueryFactors, batch, head, shape.QueryLength);
        var keyFactors = Factors(call.KeyFactors, batch, keyHead, shape.KeyLength);
        var output = call.Output.Head<double>(batch, head);
        var sink = oracle.SinkLogit(scope);
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
                keys.Add(k);
                var bias = queryFactors.Length == 0 ? 0 : TensorPrimitives.Dot<double>(queryFactors[i], keyFactors[k]);
                logits.Add(oracle.Logit(oracle.Scale * TensorPrimitives.Dot<double>(query[i], key[k]) + bias, q, k, scope));
            }
            var lse = WriteRow(sink, keys, logits, value, new Span<double>(output + i * call.Output.RowStride, valueHeadDim));
            if (call.Lse.Data is not null)
                call.Lse.Head<double>(batch, head)[i * call.Lse.RowStride] = lse;
        }
    }

    // O = sum of softmax(sink, logits) * V, in which the sink has no V; returns the log-sum-exp.
    private static double WriteRow(double sink, List<int> keys, List<double> logits, double[][] value, Span<double> row)
    {
        row.Clear();
        if (keys.Count == 0)
            return sink;
        var max = Math.Max(sink, logits.Max());
        // A bias of -infinity on every allowed key: as if none were allowed.
        if (double.IsNegativeInfinity(max))
            return max;
        var sum = Math.Exp(sink - max);
        for (var j = 0; j < keys.Count; j++)
        {
            var weight = Math.Exp(logits[j] - max);
            sum += weight;
            TensorPrimitives.MultiplyAdd(value[keys[j]], weight, row, row);
        }
        TensorPrimitives.Divide(row, sum, row);
        return max + Math.Log(sum);
    }

    // Rows of factors lie side by side, so their stride is the rank.
    private static double[][] Factors(in TensorView factors, int batch, int head, int rows)
        => factors.Data is null ? [] : Widen(factors.Head<float>(batch, head), factors.RowStride, rows, (int)factors.RowStride);

    /// <summary>The rows of a head in float64.</summary>
    internal static double[][] Widen<T>(T* head, long rowStride, int rows, int columns)
        where T : unmanaged
    {
        var result = new double[rows][];
        for (var i = 0; i < rows; i++)
        {
            result[i] = new double[columns];
            for (var d = 0; d < columns; d++)
                result[i][d] = ToDouble(head[i * rowStride + d]);
        }
        return result;
    }

    // The comparisons of types are constants to the JIT, so each T keeps one branch.
    private static double ToDouble<T>(T element)
        where T : unmanaged
        => typeof(T) == typeof(float) ? *(float*)&element
            : typeof(T) == typeof(Half) ? (double)*(Half*)&element
            : typeof(T) == typeof(BFloat16) ? (float)*(BFloat16*)&element
            : (float)*(Float8E4M3*)&element;
}
