using KernelGen.Kernels.Cases;
using KernelGen.Kernels.Data;

namespace KernelGen.Kernels.Reference;

/// <summary>
/// The straightforward implementation in the kernels' own precision: inputs as stored, every operation in float32 in the order of the
/// textbook, the output rounded to the storage type. Its error says how exact float32 attention can be expected to be.
/// </summary>
public static class PlainAttention
{
    /// <summary>Runs a case.</summary>
    /// <param name="test">The case.</param>
    /// <param name="data">Its tensors.</param>
    /// <param name="roundsWeights">Whether weights become elements before they are multiplied with values, and float32 becomes tf32, as on tensor cores.</param>
    public static Results Run(KernelCase test, CaseData data, bool roundsWeights = false)
    {
        var (batch, queryHeads, keyHeads, queryLength, keyLength) = test.Shape;
        var factor = roundsWeights ? TensorElement.FactorOf(test.Spec.Precision) : TensorElement.Single;
        float[] q = Floats(data.Query, factor), k = Floats(data.Key, factor), v = Floats(data.Value, factor);
        var (headDim, valueDim) = (test.Spec.HeadDim, test.Spec.ValueHeadDim);
        var element = TensorElement.OfOutput(test.Spec.Precision);
        var output = new double[batch * queryHeads * queryLength * valueDim];
        var lse = new double[batch * queryHeads * queryLength];
        var logits = new float[keyLength];
        var sums = new float[valueDim];
        var largest = 0f;
        for (var head = 0; head < batch * queryHeads; head++)
        {
            var keyHead = head / queryHeads * keyHeads + head % queryHeads / test.Shape.GroupSize;
            var keys = k.AsSpan(keyHead * keyLength * headDim, keyLength * headDim);
            var values = v.AsSpan(keyHead * keyLength * valueDim, keyLength * valueDim);
            for (var row = 0; row < queryLength; row++)
            {
                var index = head * queryLength + row;
                var largestOfRow = Logits(test, row, q.AsSpan(index * headDim, headDim), keys, logits);
                largest = MathF.Max(largest, data.ComparedRows[row] ? largestOfRow : 0);
                lse[index] = Row(logits, values, sums, factor);
                for (var column = 0; column < valueDim; column++)
                    output[index * valueDim + column] = element.Round(sums[column]);
            }
        }
        return new Results(output, test.Spec.WritesLse ? lse : null, largest);
    }

    // Returns the largest magnitude of an allowed logit before the soft cap.
    private static float Logits(KernelCase test, int row, ReadOnlySpan<float> query, ReadOnlySpan<float> keys, float[] logits)
    {
        var scale = 1 / MathF.Sqrt(query.Length);
        float cap = test.Spec.Softcap;
        var largest = 0f;
        for (var key = 0; key < logits.Length; key++)
        {
            if (!test.Allowed(row, key))
            {
                logits[key] = float.NegativeInfinity;
                continue;
            }
            var dot = 0f;
            var vector = keys.Slice(key * query.Length, query.Length);
            for (var i = 0; i < vector.Length; i++)
                dot += query[i] * vector[i];
            var logit = dot * scale;
            largest = MathF.Max(largest, MathF.Abs(logit));
            logits[key] = cap > 0 ? cap * MathF.Tanh(logit / cap) : logit;
        }
        return largest;
    }

    /// <summary>Softmax times V of one row into <paramref name="sums"/>; returns the log-sum-exp.</summary>
    private static float Row(ReadOnlySpan<float> logits, ReadOnlySpan<float> values, Span<float> sums, TensorElement weights)
    {
        sums.Clear();
        var maximum = float.NegativeInfinity;
        foreach (var logit in logits)
            maximum = MathF.Max(maximum, logit);
        if (float.IsNegativeInfinity(maximum))
            return maximum;
        var total = 0f;
        for (var key = 0; key < logits.Length; key++)
        {
            // A masked key has no part in the row, whatever its value is: 0 x NaN would be NaN.
            if (float.IsNegativeInfinity(logits[key]))
                continue;
            var weight = MathF.Exp(logits[key] - maximum);
            total += weight;
            var rounded = (float)weights.Round(weight);
            var value = values.Slice(key * sums.Length, sums.Length);
            for (var i = 0; i < value.Length; i++)
                sums[i] += rounded * value[i];
        }
        for (var i = 0; i < sums.Length; i++)
            sums[i] /= total;
        return maximum + MathF.Log(total);
    }

    private static float[] Floats(TestTensor tensor, TensorElement factor) => Array.ConvertAll(tensor.ToArray(), value => (float)factor.Round(value));
}
