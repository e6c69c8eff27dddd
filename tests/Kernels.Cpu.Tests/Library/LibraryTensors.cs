using KernelGen.Kernels.Cases;
using KernelGen.Kernels.Data;

namespace KernelGen.Kernels.Cpu.Tests.Library;

/// <summary>Random Q, K and V of a shape, and calls over them.</summary>
internal sealed class LibraryTensors : IDisposable
{
    private readonly ShapeCase _test;

    public LibraryTensors(ShapeCase test)
    {
        _test = test;
        var (shape, element) = (test.Shape, TensorElement.Of(test.Precision));
        Query = New(element, test.Layout, shape.QueryHeads, shape.QueryLength, test.HeadDim);
        Key = New(element, test.Layout, shape.KeyHeads, shape.KeyLength, test.HeadDim);
        Value = New(element, test.Layout, shape.KeyHeads, shape.KeyLength, test.ValueHeadDim);
        var random = new Random(shape.QueryLength * 4099 + shape.KeyLength);
        foreach (var tensor in new[] { Query, Key, Value })
            tensor.Fill((_, _, _, _) => random.NextDouble() * 4 - 2);
    }

    public TestTensor Query { get; }

    public TestTensor Key { get; }

    public TestTensor Value { get; }

    /// <summary>Output and log-sum-exp of an implementation; what it must not write is untouched.</summary>
    public (double[] Output, double[] Lse) Run(Action<AttentionCall> run, CallData data, bool isOracle)
    {
        var shape = _test.Shape;
        using var output = isOracle
            ? New(TensorElement.Double, TensorLayout.Bhnd, shape.QueryHeads, shape.QueryLength, _test.ValueHeadDim)
            : New(TensorElement.Of(_test.Precision), _test.Layout, shape.QueryHeads, shape.QueryLength, _test.ValueHeadDim);
        using var lse = New(isOracle ? TensorElement.Double : TensorElement.Single, TensorLayout.Bhnd, shape.QueryHeads, shape.QueryLength, 1);
        run(new AttentionCall
        {
            Shape = shape,
            QueryOffset = shape.QueryOffset!.Value,
            Query = Query.View,
            Key = Key.View,
            Value = Value.View,
            Output = output.View,
            Lse = lse.View,
            Data = data,
        });
        if (!output.PaddingIsUntouched() || !lse.PaddingIsUntouched())
            throw new InvalidOperationException($"{_test}: written beside the output");
        return (output.ToArray(), lse.ToArray());
    }

    public void Dispose()
    {
        Query.Dispose();
        Key.Dispose();
        Value.Dispose();
    }

    private TestTensor New(TensorElement element, TensorLayout layout, int heads, int rows, int columns)
        => new(element, TensorSizes.Of(layout, _test.Shape.Batch, heads, rows, columns));
}
