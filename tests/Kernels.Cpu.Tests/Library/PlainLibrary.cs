using KernelGen.Kernels.Cases;
using KernelGen.Kernels.Cpu.Tests.Data;
using KernelGen.Kernels.Data;
using KernelGen.Kernels.Reference;
using KernelGen.Oracle;
using KernelGen.Planning;

namespace KernelGen.Kernels.Cpu.Tests.Library;

/// <summary>
/// The straightforward implementation in float32, as <see cref="PlainAttention"/> is it for the suite's masks: its error says how exact
/// float32 can be expected to be. Mask, scores and sink are the oracle's.
/// </summary>
internal static class PlainLibrary
{
    public static Results Run(DataCase test, object[] values, ShapeCase shapeCase, LibraryTensors tensors, AttentionOracle oracle, CallData data)
    {
        var shape = shapeCase.Shape;
        var (q, k, v) = (Floats(tensors.Query), Floats(tensors.Key), Floats(tensors.Value));
        var rows = shape.Batch * shape.QueryHeads * shape.QueryLength;
        var (output, lse, largest) = (new double[rows * shapeCase.ValueHeadDim], new double[rows], new float[shape.Batch * shape.QueryHeads]);
        Parallel.For(0, largest.Length, unit =>
        {
            var (batch, head) = Math.DivRem(unit, shape.QueryHeads);
            var keyHead = batch * shape.KeyHeads + head / shape.GroupSize;
            var scope = new MaskScope(
                shape.QueryLength, shape.KeyLength, shape.QueryOffset!.Value, batch, head, head / shape.GroupSize, shape.QueryHeads) { Data = data };
            var logits = new float[shape.KeyLength];
            for (var i = 0; i < shape.QueryLength; i++)
            {
                var row = unit * shape.QueryLength + i;
                Logits(i, q.AsSpan(row * shapeCase.HeadDim, shapeCase.HeadDim), k.AsSpan(keyHead * shape.KeyLength * shapeCase.HeadDim), logits, scope);
                largest[unit] = logits.Where(float.IsFinite).Select(MathF.Abs).Append(largest[unit]).Max();
                lse[row] = Row(
                    (float)oracle.SinkLogit(scope), logits, v.AsSpan(keyHead * shape.KeyLength * shapeCase.ValueHeadDim),
                    output.AsSpan(row * shapeCase.ValueHeadDim, shapeCase.ValueHeadDim));
            }
        });
        var element = TensorElement.Of(shapeCase.Precision);
        return new Results([.. output.Select(element.Round)], lse, largest.Append(0).Max());

        void Logits(int row, ReadOnlySpan<float> query, ReadOnlySpan<float> keys, float[] logits, in MaskScope scope)
        {
            for (var key = 0; key < logits.Length; key++)
            {
                logits[key] = float.NegativeInfinity;
                if (!oracle.Allowed(scope.QueryOffset + row, key, scope))
                    continue;
                var dot = 0f;
                var vector = keys.Slice(key * query.Length, query.Length);
                for (var d = 0; d < vector.Length; d++)
                    dot += query[d] * vector[d];
                var at = new Pair(scope.Batch, scope.Head, row, scope.QueryOffset + row, key, scope.QueryHeads);
                var score = dot * (float)oracle.Scale + (float)test.Bias(values, shape, at, row);
                logits[key] = (float)oracle.Logit(score, at.Query, key, scope);
            }
        }
    }

    // Softmax times V; returns the log-sum-exp. A sink has weight, but no value.
    private static double Row(float sink, float[] logits, ReadOnlySpan<float> values, Span<double> row)
    {
        var maximum = logits.Append(sink).Max();
        if (float.IsNegativeInfinity(maximum))
            return maximum;
        var (sums, total) = (new float[row.Length], MathF.Exp(sink - maximum));
        for (var key = 0; key < logits.Length; key++)
        {
            var weight = MathF.Exp(logits[key] - maximum);
            if (weight == 0)
                continue;
            total += weight;
            for (var d = 0; d < sums.Length; d++)
                sums[d] += weight * values[key * sums.Length + d];
        }
        for (var d = 0; d < sums.Length; d++)
            row[d] = sums[d] / total;
        return maximum + MathF.Log(total);
    }

    private static float[] Floats(TestTensor tensor) => Array.ConvertAll(tensor.ToArray(), value => (float)value);
}
