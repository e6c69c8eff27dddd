using KernelGen.Oracle;
using KernelGen.Planning;

namespace KernelGen.Tuner.Measurement;

/// <summary>
/// A straightforward attention in the kernel's own precision: float32 arithmetic, elements and output in the spec's storage. What it
/// gets wrong is what this precision costs anybody, the yardstick of <see cref="ErrorRule"/>.
/// </summary>
internal static unsafe class PlainAttention
{
    /// <summary>Computes O into the buffers' output, and the log-sum-exp where the spec writes it.</summary>
    /// <param name="oracle">The spec's mask and logits.</param>
    /// <param name="buffers">The tensors.</param>
    /// <param name="roundsFactors">Whether products take their factors as tensor cores do: weights in the storage type, float32 as tf32.</param>
    /// <returns>The largest magnitude of a logit before soft cap and score function, of those that the mask allows.</returns>
    public static float Run(AttentionOracle oracle, AttentionBuffers buffers, bool roundsFactors)
    {
        var (facts, shape) = (buffers.Facts, buffers.Shape);
        var call = facts.LowRankBias?.Resolve(buffers.Call()) ?? buffers.Call();
        var weights = new float[Math.Max(1, shape.KeyLength)];
        var largestLogit = 0f;
        for (var batch = 0; batch < shape.Batch; batch++)
        {
            for (var head = 0; head < shape.QueryHeads; head++)
            {
                var scope = new MaskScope(
                    shape.QueryLength, shape.KeyLength, call.QueryOffset, batch, head, head / Math.Max(1, shape.GroupSize), shape.QueryHeads)
                {
                    Data = call.Data,
                };
                for (var row = 0; row < shape.QueryLength; row++)
                    largestLogit = Math.Max(largestLogit, Row(oracle, facts, call, scope, row, weights, roundsFactors));
            }
        }
        return largestLogit;
    }

    private static float Row(AttentionOracle oracle, SpecFacts facts, in AttentionCall call, in MaskScope scope, int row, float[] weights, bool roundsFactors)
    {
        var sink = (float)oracle.SinkLogit(scope);
        var (largest, largestLogit) = (sink, 0f);
        for (var key = 0; key < scope.KeyLength; key++)
        {
            weights[key] = float.NegativeInfinity;
            if (!oracle.Allowed(scope.QueryOffset + row, key, scope))
                continue;
            var logit = Dot(oracle, facts, call, scope, row, key, roundsFactors);
            largestLogit = Math.Max(largestLogit, Math.Abs(logit));
            weights[key] = (float)oracle.Logit(logit, scope.QueryOffset + row, key, scope);
            largest = Math.Max(largest, weights[key]);
        }
        var sum = float.IsNegativeInfinity(sink) ? 0 : MathF.Exp(sink - largest);
        for (var key = 0; key < scope.KeyLength; key++)
        {
            weights[key] = float.IsNegativeInfinity(weights[key]) ? 0 : MathF.Exp(weights[key] - largest);
            sum += weights[key];
            // Only the product takes them rounded.
            if (roundsFactors)
                weights[key] = ElementCodec.Factor(facts.Precision, weights[key]);
        }
        for (var column = 0; column < facts.ValueHeadDim; column++)
        {
            var total = 0f;
            for (var key = 0; key < scope.KeyLength; key++)
            {
                // A masked value may be NaN or infinite and must not count, not even times zero.
                if (weights[key] > 0)
                    total += weights[key] * At(facts, call.Value, scope.Batch, scope.KeyHead, key, column, roundsFactors);
            }
            var offset = Offset(call.Output, scope.Batch, scope.Head, row) + column;
            ElementCodec.Write(facts.OutputPrecision, call.Output.Data, offset, sum > 0 ? total / sum : 0);
        }
        if (call.Lse.Data is not null)
            ((float*)call.Lse.Data)[Offset(call.Lse, scope.Batch, scope.Head, row)] = sum > 0 ? largest + MathF.Log(sum) : float.NegativeInfinity;
        return largestLogit;
    }

    // Scaled, with the low-rank bias.
    private static float Dot(AttentionOracle oracle, SpecFacts facts, in AttentionCall call, in MaskScope scope, int row, int key, bool roundsFactors)
    {
        var dot = 0f;
        for (var i = 0; i < facts.HeadDim; i++)
            dot += At(facts, call.Query, scope.Batch, scope.Head, row, i, roundsFactors) * At(facts, call.Key, scope.Batch, scope.KeyHead, key, i, roundsFactors);
        var bias = 0f;
        for (var i = 0; i < facts.LowRankBias?.Rank; i++)
        {
            bias += call.QueryFactors.Head<float>(scope.Batch, scope.Head)[row * call.QueryFactors.RowStride + i]
                * call.KeyFactors.Head<float>(scope.Batch, scope.KeyHead)[key * call.KeyFactors.RowStride + i];
        }
        return (float)oracle.Scale * dot + bias;
    }

    private static float At(SpecFacts facts, in TensorView view, int batch, int head, int row, int column, bool roundsFactors)
    {
        var value = (float)ElementCodec.Read(facts.Precision, view.Data, Offset(view, batch, head, row) + column);
        return roundsFactors ? ElementCodec.Factor(facts.Precision, value) : value;
    }

    private static long Offset(in TensorView view, int batch, int head, int row)
        => batch * view.BatchStride + head * view.HeadStride + row * view.RowStride;
}
