using System.Numerics.Tensors;
using KernelGen.Tuner.Measurement;

namespace KernelGen.Tuner.Benchmarking;

/// <summary>
/// What one would write without KernelGen, in float32 and on one thread: a plain loop, and the building blocks of
/// System.Numerics.Tensors. Rows cost what they cost, so some rows of one head tell the rate.
/// </summary>
internal sealed unsafe class HandWritten
{
    private const int MostRows = 256;

    private readonly AttentionBuffers _buffers;
    private readonly KeyRange[] _keys;
    private readonly int[] _rows;
    private readonly float[] _logits;
    private readonly float[] _output;

    /// <summary>Prepares some rows of the buffers' first head.</summary>
    /// <param name="buffers">The problem, in float32.</param>
    /// <param name="keys">Per query row, the keys it sees.</param>
    public HandWritten(AttentionBuffers buffers, KeyRange[] keys)
    {
        _buffers = buffers;
        _keys = keys;
        _rows = Rows(keys.Length);
        _logits = new float[buffers.Shape.KeyLength];
        _output = new float[buffers.Facts.ValueHeadDim];
        Flops = FlopsOf(buffers.Facts, keys);
    }

    /// <summary>Floating-point operations of one run.</summary>
    public double Flops { get; }

    /// <summary>Floating-point operations of one run, before there is a problem.</summary>
    /// <param name="facts">The spec.</param>
    /// <param name="keys">Per query row, the keys it sees.</param>
    public static double FlopsOf(SpecFacts facts, KeyRange[] keys)
        => Rows(keys.Length).Sum(row => (double)keys[row].Count) * 2 * (facts.HeadDim + facts.ValueHeadDim);

    /// <summary>Three loops, as one writes them first.</summary>
    public void Loop()
    {
        var d = _buffers.Facts.HeadDim;
        float* query = (float*)_buffers.Query, key = (float*)_buffers.Key, value = (float*)_buffers.Value;
        var scale = 1 / MathF.Sqrt(d);
        foreach (var row in _rows)
        {
            var maximum = float.NegativeInfinity;
            for (var j = _keys[row].First; j < _keys[row].End; j++)
            {
                var dot = 0f;
                for (var i = 0; i < d; i++)
                    dot += query[row * d + i] * key[j * d + i];
                _logits[j] = dot * scale;
                maximum = MathF.Max(maximum, _logits[j]);
            }
            var sum = 0f;
            Array.Clear(_output);
            for (var j = _keys[row].First; j < _keys[row].End; j++)
            {
                var weight = MathF.Exp(_logits[j] - maximum);
                sum += weight;
                for (var i = 0; i < _output.Length; i++)
                    _output[i] += weight * value[j * _output.Length + i];
            }
            for (var i = 0; i < _output.Length; i++)
                _output[i] /= sum;
        }
    }

    /// <summary>Vectorised building blocks: dot products, softmax, multiply-adds.</summary>
    public void Primitives()
    {
        var (d, dv) = (_buffers.Facts.HeadDim, _buffers.Facts.ValueHeadDim);
        var scale = 1 / MathF.Sqrt(d);
        foreach (var row in _rows)
        {
            var query = Span(_buffers.Query, row, d);
            var range = _keys[row];
            for (var j = range.First; j < range.End; j++)
                _logits[j] = TensorPrimitives.Dot(query, Span(_buffers.Key, j, d));
            var weights = _logits.AsSpan(range.First, range.Count);
            TensorPrimitives.Multiply(weights, scale, weights);
            TensorPrimitives.SoftMax(weights, weights);
            Array.Clear(_output);
            for (var j = range.First; j < range.End; j++)
                TensorPrimitives.MultiplyAdd<float>(Span(_buffers.Value, j, dv), _logits[j], _output, _output);
        }
    }

    // The middles of equal shares of all rows.
    private static int[] Rows(int all)
    {
        var count = Math.Min(MostRows, all);
        return [.. Enumerable.Range(0, count).Select(i => (int)((2L * i + 1) * all / (2 * count)))];
    }

    private static ReadOnlySpan<float> Span(void* data, int row, int columns) => new((float*)data + (long)row * columns, columns);
}
