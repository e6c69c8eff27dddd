namespace KernelGen.Cuda.Tests;

/// <summary>Random tensors of a shape, and what the processor makes of them.</summary>
internal sealed class Problem<T>
    where T : unmanaged
{
    public Problem(AttentionShape shape, int headDim, Func<float, T> convert)
    {
        var random = new Random(7);
        T[] Fill(int heads, int rows) => [.. Enumerable.Range(0, shape.Batch * heads * rows * headDim).Select(_ => convert(random.NextSingle() * 2 - 1))];
        (Shape, HeadDim) = (shape, headDim);
        (Query, Key, Value) = (Fill(shape.QueryHeads, shape.QueryLength), Fill(shape.KeyHeads, shape.KeyLength), Fill(shape.KeyHeads, shape.KeyLength));
        (Output, Lse) = (new T[Query.Length], new float[shape.Batch * shape.QueryHeads * shape.QueryLength]);
    }

    public AttentionShape Shape { get; }

    public int HeadDim { get; }

    public T[] Query { get; }

    public T[] Key { get; }

    public T[] Value { get; }

    public T[] Output { get; }

    public float[] Lse { get; }
}

/// <summary>The problems of the declared specs.</summary>
internal static class Problem
{
    /// <summary>Two sequences, four heads over two, rows that are not whole tiles.</summary>
    public static readonly AttentionShape Shape = new(2, 4, 2, 70, 90);

    /// <summary>For <see cref="CausalSpec"/>, solved by the processor.</summary>
    public static Problem<BFloat16> Causal(AttentionShape shape)
    {
        var problem = new Problem<BFloat16>(shape, 32, value => (BFloat16)value);
        CausalSpec.Forward(problem.Query, problem.Key, problem.Value, problem.Output, problem.Lse, shape);
        return problem;
    }

    /// <summary>For <see cref="PackedSpec"/>, solved by the processor.</summary>
    public static Problem<Half> Packed(AttentionShape shape, int[] document, float[] slope)
    {
        var problem = new Problem<Half>(shape, 16, value => (Half)value);
        PackedSpec.Forward(problem.Query, problem.Key, problem.Value, problem.Output, document, slope, 0.5f, shape);
        return problem;
    }

    /// <summary>For <see cref="SingleSpec"/>, solved by the processor.</summary>
    public static Problem<float> Single(AttentionShape shape)
    {
        var problem = new Problem<float>(shape, 16, value => value);
        SingleSpec.Forward(problem.Query, problem.Key, problem.Value, problem.Output, shape);
        return problem;
    }

    /// <summary>As numbers that tests compare.</summary>
    public static float[] Numbers(ReadOnlySpan<BFloat16> values)
    {
        var result = new float[values.Length];
        for (var i = 0; i < result.Length; i++)
            result[i] = values[i];
        return result;
    }

    /// <inheritdoc cref="Numbers(ReadOnlySpan{BFloat16})"/>
    public static float[] Numbers(ReadOnlySpan<Half> values)
    {
        var result = new float[values.Length];
        for (var i = 0; i < result.Length; i++)
            result[i] = (float)values[i];
        return result;
    }
}
