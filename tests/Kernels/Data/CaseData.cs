using KernelGen.Kernels.Cases;

namespace KernelGen.Kernels.Data;

/// <summary>The tensors of a case, filled from its text alone, so that a case run again has the same numbers.</summary>
public sealed class CaseData : IDisposable
{
    private const int PaddedLseStride = 3;

    private readonly KernelCase _test;
    private readonly bool[] _poisoned;

    /// <summary>Makes the inputs of a case.</summary>
    public CaseData(KernelCase test)
    {
        _test = test;
        _poisoned = [.. Enumerable.Range(0, test.Shape.KeyLength).Select(IsPoisoned)];
        ComparedRows = [.. Enumerable.Range(0, test.Shape.QueryLength).Select(IsCompared)];
        var element = TensorElement.Of(test.Spec.Precision);
        var (batch, queryHeads, keyHeads, queryLength, keyLength) = test.Shape;
        var broadcast = test.Layout == TensorLayout.Broadcast;
        var q = TensorSizes.Of(test.Layout, batch, queryHeads, queryLength, test.Spec.HeadDim);
        var k = TensorSizes.Of(test.Layout, batch, keyHeads, keyLength, test.Spec.HeadDim);
        var v = TensorSizes.Of(test.Layout, batch, keyHeads, keyLength, test.Spec.ValueHeadDim);
        Query = new TestTensor(element, broadcast ? q with { BatchStride = 0 } : q);
        Key = new TestTensor(element, broadcast ? k with { HeadStride = 0 } : k);
        Value = new TestTensor(element, broadcast ? v with { RowStride = 0 } : v);
        Fill();
    }

    /// <summary>Q.</summary>
    public TestTensor Query { get; }

    /// <summary>K, poison included.</summary>
    public TestTensor Key { get; }

    /// <summary>V, poison included.</summary>
    public TestTensor Value { get; }

    /// <summary>For each query row, whether it sees no poisoned key, so that its result is defined.</summary>
    public IReadOnlyList<bool> ComparedRows { get; }

    /// <summary>
    /// A place for the output, stored as <paramref name="element"/>; the oracle's is contiguous, a kernel's has the case's layout.
    /// </summary>
    public TestTensor NewOutput(TensorElement element)
        => new(element, TensorSizes.Of(
            element == TensorElement.Double ? TensorLayout.Bhnd : _test.Layout,
            _test.Shape.Batch, _test.Shape.QueryHeads, _test.Shape.QueryLength, _test.Spec.ValueHeadDim));

    /// <summary>A place for the log-sum-exp, (B, Hq, Nq) as a tensor of one column.</summary>
    public TestTensor NewLse(TensorElement element)
    {
        var (batch, heads, _, rows, _) = _test.Shape;
        long stride = element == TensorElement.Single && _test.Layout == TensorLayout.Padded ? PaddedLseStride : 1;
        return new TestTensor(element, new TensorSizes(batch, heads, rows, 1, heads * rows * stride, rows * stride, stride));
    }

    /// <summary>The call that runs this case into an output and, if there is one, a log-sum-exp.</summary>
    public AttentionCall Call(TestTensor output, TestTensor? lse) => new()
    {
        Shape = _test.Shape,
        QueryOffset = _test.QueryOffset,
        Query = Query.View,
        Key = Key.View,
        Value = Value.View,
        Output = output.View,
        Lse = lse?.View ?? default,
    };

    /// <summary>Frees the tensors.</summary>
    public void Dispose()
    {
        Query.Dispose();
        Key.Dispose();
        Value.Dispose();
    }

    private bool IsPoisoned(int key)
        => _test.Poison != Poison.None
            && (key >= 3 * _test.Shape.KeyLength / 4
                || !Enumerable.Range(0, _test.Shape.QueryLength).Any(row => _test.Allowed(row, key)));

    private bool IsCompared(int row)
    {
        for (var key = 0; key < _poisoned.Length; key++)
        {
            if (_poisoned[key] && _test.Allowed(row, key))
                return false;
        }
        return true;
    }

    private void Fill()
    {
        var random = new Random(StableHash(_test.ToString()));
        Query.Fill((_, _, _, _) => _test.LogitScale * Normal(random));
        Key.Fill((_, _, row, column) => Or(_poisoned[row], row + column, Normal(random)));
        Value.Fill((_, _, row, column) => Or(_poisoned[row], row + column, Normal(random)));
    }

    private double Or(bool poisoned, int index, double value) => !poisoned ? value : _test.Poison switch
    {
        Poison.NaN => double.NaN,
        Poison.Infinity => index % 2 == 0 ? double.PositiveInfinity : double.NegativeInfinity,
        _ => 1000,
    };

    private static double Normal(Random random)
        => Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());

    // FNV-1a: string.GetHashCode differs from process to process.
    private static int StableHash(string text)
        => (int)text.Aggregate(2166136261u, (hash, character) => (hash ^ character) * 16777619u);
}
