using KernelGen.Kernels.Cases;
using KernelGen.Kernels.Reference;
using KernelGen.Templates.Specs;

namespace KernelGen.Kernels.Data;

/// <summary>Random Q, K and V, and attention over them by the definition.</summary>
public sealed class Tensors : IDisposable
{
    private readonly AttentionShape _shape;
    private readonly int _headDim;
    private readonly TestTensor _query, _key, _value;
    private readonly TensorElement _element, _outputElement;

    public Tensors(AttentionShape shape, int headDim, ElementType precision)
    {
        (_shape, _headDim, _element, _outputElement) = (shape, headDim, TensorElement.Of(precision), TensorElement.OfOutput(precision));
        var random = new Random(shape.GetHashCode() & 7);
        _query = New(_element, shape.QueryHeads, shape.QueryLength, headDim);
        _key = New(_element, shape.KeyHeads, shape.KeyLength, headDim);
        _value = New(_element, shape.KeyHeads, shape.KeyLength, headDim);
        foreach (var tensor in new[] { _query, _key, _value })
            tensor.Fill((_, _, _, _) => random.NextDouble() * 4 - 2);
    }

    private int Offset => _shape.KeyLength - _shape.QueryLength;

    public (double[] Output, double[] Lse) Run(Action<AttentionCall> run, CallData data, TensorElement element)
    {
        using var output = New(element, _shape.QueryHeads, _shape.QueryLength, _headDim);
        using var lse = New(element == TensorElement.Double ? element : TensorElement.Single, _shape.QueryHeads, _shape.QueryLength, 1);
        run(new AttentionCall
        {
            Shape = _shape,
            QueryOffset = Offset,
            Query = _query.View,
            Key = _key.View,
            Value = _value.View,
            Output = output.View,
            Lse = lse.View,
            Data = data,
        });
        return (output.ToArray(), lse.ToArray());
    }

    /// <summary>In float64, or with every step rounded to float32, and the factors of products to a type where one is given.</summary>
    public Results Reference(DataCase test, object[] values, bool exact, TensorElement? factor = null)
    {
        double[] q = Factors(_query), k = Factors(_key), v = Factors(_value);
        var rows = _shape.Batch * _shape.QueryHeads * _shape.QueryLength;
        var (output, lse) = (new double[rows * _headDim], new double[rows]);
        for (var row = 0; row < rows; row++)
        {
            var (unit, i) = Math.DivRem(row, _shape.QueryLength);
            var (batch, head) = Math.DivRem(unit, _shape.QueryHeads);
            var firstKey = (batch * _shape.KeyHeads + head / _shape.GroupSize) * _shape.KeyLength;
            var logits = new double[_shape.KeyLength];
            for (var key = 0; key < logits.Length; key++)
            {
                var at = new Pair(batch, head, i, Offset + i, key, _shape.QueryHeads) { KeyHead = head / _shape.GroupSize, KeyLength = _shape.KeyLength };
                logits[key] = test.Allowed(values, at)
                    ? Logit(test, values, at, q.AsSpan(row * _headDim, _headDim), k.AsSpan((firstKey + key) * _headDim, _headDim), exact)
                    : double.NegativeInfinity;
            }
            lse[row] = Row(test.Sink(values, head), logits, v.AsSpan(firstKey * _headDim), output.AsSpan(row * _headDim, _headDim), exact, factor);
        }
        return new Results(exact ? output : [.. output.Select(_outputElement.Round)], lse);

        double[] Factors(TestTensor tensor) => factor is null ? tensor.ToArray() : Array.ConvertAll(tensor.ToArray(), factor.Round);
    }

    public void Dispose()
    {
        _query.Dispose();
        _key.Dispose();
        _value.Dispose();
    }

    private double Logit(DataCase test, object[] values, in Pair at, ReadOnlySpan<double> q, ReadOnlySpan<double> k, bool exact)
    {
        var dot = 0.0;
        for (var d = 0; d < q.Length; d++)
            dot = Rounded(dot + q[d] * k[d], exact);
        var score = Rounded(dot / Math.Sqrt(_headDim), exact);
        score = Rounded(score + Rounded(test.Bias(values, _shape, at, at.Query - Offset), exact), exact);
        if (test.Softcap > 0)
            score = Rounded(test.Softcap * Rounded(Math.Tanh(score / test.Softcap), exact), exact);
        return Rounded(test.Logit(values, at, score), exact);
    }

    private static double Row(double sink, double[] logits, ReadOnlySpan<double> values, Span<double> row, bool exact, TensorElement? weights)
    {
        var maximum = Math.Max(sink, logits.DefaultIfEmpty(double.NegativeInfinity).Max());
        if (double.IsNegativeInfinity(maximum))
            return maximum;
        var sum = Rounded(Math.Exp(sink - maximum), exact);
        for (var key = 0; key < logits.Length; key++)
        {
            var weight = Rounded(Math.Exp(logits[key] - maximum), exact);
            sum = Rounded(sum + weight, exact);
            weight = weights?.Round(weight) ?? weight;
            for (var d = 0; d < row.Length; d++)
                row[d] = Rounded(row[d] + weight * values[key * row.Length + d], exact);
        }
        for (var d = 0; d < row.Length; d++)
            row[d] = Rounded(row[d] / sum, exact);
        return Rounded(maximum + Math.Log(sum), exact);
    }

    private static double Rounded(double value, bool exact) => exact ? value : (float)value;

    private TestTensor New(TensorElement element, int heads, int rows, int columns)
        => new(element, TensorSizes.Of(TensorLayout.Bhnd, _shape.Batch, heads, rows, columns));
}
