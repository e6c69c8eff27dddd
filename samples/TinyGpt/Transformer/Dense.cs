using System.Numerics.Tensors;

namespace TinyGpt.Transformer;

/// <summary>The parts of a transformer that are not attention, over rows of activations. Plain on purpose.</summary>
internal static class Dense
{
    /// <summary>
    /// <c>y = x W^T</c>: x (rows, inputs), W (outputs, inputs), y (rows, outputs). Sixteen rows at a time stay in the L1 cache while the
    /// weights stream past.
    /// </summary>
    public static void Linear(float[] x, int rows, float[] weight, float[] y)
    {
        const int RowBlock = 16;
        var inputs = x.Length / rows;
        var outputs = weight.Length / inputs;
        Parallel.For(0, (rows + RowBlock - 1) / RowBlock, block =>
        {
            var last = Math.Min(rows, (block + 1) * RowBlock);
            for (var output = 0; output < outputs; output++)
            {
                var weights = weight.AsSpan(output * inputs, inputs);
                for (var row = block * RowBlock; row < last; row++)
                    y[row * outputs + output] = TensorPrimitives.Dot<float>(x.AsSpan(row * inputs, inputs), weights);
            }
        });
    }

    /// <summary>Each row to mean 0 and variance 1, then times weight plus bias.</summary>
    public static float[] Normalise(float[] x, int rows, in Norm norm, double epsilon)
    {
        var y = new float[x.Length];
        var width = x.Length / rows;
        for (var row = 0; row < rows; row++)
        {
            var from = x.AsSpan(row * width, width);
            var to = y.AsSpan(row * width, width);
            var mean = TensorPrimitives.Sum<float>(from) / width;
            TensorPrimitives.Subtract(from, mean, to);
            var variance = TensorPrimitives.SumOfSquares<float>(to) / width;
            TensorPrimitives.Multiply(to, (float)(1 / Math.Sqrt(variance + epsilon)), to);
            TensorPrimitives.MultiplyAdd(to, norm.Weight, norm.Bias, to);
        }
        return y;
    }

    /// <summary>SwiGLU's gate, <c>silu(gate) * up</c>, into <paramref name="gate"/>.</summary>
    public static void Gate(float[] gate, float[] up)
    {
        for (var i = 0; i < gate.Length; i++)
            gate[i] = gate[i] / (1 + MathF.Exp(-gate[i])) * up[i];
    }

    /// <summary>The weight and bias of a layer norm.</summary>
    public readonly record struct Norm(float[] Weight, float[] Bias);
}
