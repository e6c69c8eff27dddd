namespace KernelGen.Ilgpu.Cuda.Tests;

/// <summary>Random tensors of <see cref="CausalSpec"/>, and the oracle's answer.</summary>
internal sealed class Problem
{
    public const int HeadDim = 32;

    /// <summary>Two sequences, four heads over two, rows that are not whole tiles.</summary>
    public static readonly AttentionShape Usual = new(2, 4, 2, 70, 90);

    public Problem(AttentionShape shape)
    {
        Shape = shape;
        Query = Random(shape.Batch * shape.QueryHeads * shape.QueryLength * HeadDim, 1);
        Key = Random(shape.Batch * shape.KeyHeads * shape.KeyLength * HeadDim, 2);
        Value = Random(shape.Batch * shape.KeyHeads * shape.KeyLength * HeadDim, 3);
        var (output, lse) = (new double[Query.Length], new double[Query.Length / HeadDim]);
        CausalSpec.Reference(Query, Key, Value, output, shape, lse);
        (Output, Lse) = (Numbers(output), Numbers(lse));
    }

    public AttentionShape Shape { get; }

    public BFloat16[] Query { get; }

    public BFloat16[] Key { get; }

    public BFloat16[] Value { get; }

    public float[] Output { get; }

    public float[] Lse { get; }

    public static BFloat16[] Random(int count, int seed)
    {
        var random = new Random(seed);
        return [.. Enumerable.Range(0, count).Select(_ => (BFloat16)(random.NextSingle() * 2 - 1))];
    }

    public static float[] Numbers(double[] values) => [.. values.Select(value => (float)value)];

    public static float[] Numbers(BFloat16[] values) => [.. values.Select(value => (float)value)];

    public static float[] Numbers(System.Half[] values) => [.. values.Select(value => (float)value)];
}
