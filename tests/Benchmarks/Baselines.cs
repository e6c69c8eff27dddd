using System.Numerics.Tensors;

namespace KernelGen.Benchmarks;

/// <summary>Attention of the first query head by hand, row by row, in float32.</summary>
/// <param name="test">The case.</param>
/// <param name="tensors">Its inputs.</param>
internal sealed class Baselines(BenchmarkCase test, BenchmarkInputs.Typed<float> tensors)
{
    private readonly float[] _logits = new float[test.Shape.KeyLength];
    private readonly float _scale = 1 / MathF.Sqrt(test.HeadDim);

    /// <summary>As one writes it first.</summary>
    public void Loop()
    {
        var (query, key, value, output, d) = (tensors.Query, tensors.Key, tensors.Value, tensors.Output, test.HeadDim);
        for (var row = 0; row < test.Shape.QueryLength; row++)
        {
            var (first, end) = test.KeysOf(row);
            var maximum = float.NegativeInfinity;
            for (var j = first; j < end; j++)
            {
                var dot = 0f;
                for (var i = 0; i < d; i++)
                    dot += query[row * d + i] * key[j * d + i];
                _logits[j] = dot * _scale;
                maximum = MathF.Max(maximum, _logits[j]);
            }
            var sum = 0f;
            var result = output.AsSpan(row * d, d);
            result.Clear();
            for (var j = first; j < end; j++)
            {
                var weight = MathF.Exp(_logits[j] - maximum);
                sum += weight;
                for (var i = 0; i < d; i++)
                    result[i] += weight * value[j * d + i];
            }
            for (var i = 0; i < d; i++)
                result[i] /= sum;
        }
    }

    /// <summary>With vectorised building blocks.</summary>
    public void Primitives()
    {
        var d = test.HeadDim;
        for (var row = 0; row < test.Shape.QueryLength; row++)
        {
            var (first, end) = test.KeysOf(row);
            var query = tensors.Query.AsSpan(row * d, d);
            for (var j = first; j < end; j++)
                _logits[j] = TensorPrimitives.Dot<float>(query, tensors.Key.AsSpan(j * d, d));
            var weights = _logits.AsSpan(first..end);
            TensorPrimitives.Multiply(weights, _scale, weights);
            TensorPrimitives.SoftMax<float>(weights, weights);
            var result = tensors.Output.AsSpan(row * d, d);
            result.Clear();
            for (var j = first; j < end; j++)
                TensorPrimitives.MultiplyAdd(tensors.Value.AsSpan(j * d, d), _logits[j], result, result);
        }
    }
}
