namespace KernelGen.Benchmarks;

/// <summary>Random Q, K and V of a case in every storage type that a case may ask for, and room for O.</summary>
public sealed class BenchmarkInputs
{
    private readonly Lazy<Typed<Half>> _half;
    private readonly Lazy<Typed<BFloat16>> _brain;

    /// <summary>Makes the inputs.</summary>
    public BenchmarkInputs(BenchmarkCase test)
    {
        var shape = test.Shape;
        var random = new Random(1);
        var queries = shape.Batch * shape.QueryHeads * shape.QueryLength * test.HeadDim;
        var keys = shape.Batch * shape.KeyHeads * shape.KeyLength * test.HeadDim;
        Single = new Typed<float>(Values(queries), Values(keys), Values(keys), new float[queries]);
        _half = new Lazy<Typed<Half>>(() => Single.To(value => (Half)value));
        _brain = new Lazy<Typed<BFloat16>>(() => Single.To(value => (BFloat16)value));

        float[] Values(int count) => [.. Enumerable.Range(0, count).Select(_ => 2 * random.NextSingle() - 1)];
    }

    /// <summary>In float32.</summary>
    public Typed<float> Single { get; }

    /// <summary>In float16.</summary>
    public Typed<Half> Half => _half.Value;

    /// <summary>In bfloat16.</summary>
    public Typed<BFloat16> Brain => _brain.Value;

    /// <summary>The tensors in one storage type.</summary>
    /// <typeparam name="T">The storage type.</typeparam>
    /// <param name="Query">Q.</param>
    /// <param name="Key">K.</param>
    /// <param name="Value">V.</param>
    /// <param name="Output">O.</param>
    public sealed record Typed<T>(T[] Query, T[] Key, T[] Value, T[] Output)
    {
        /// <summary>The same numbers in another type.</summary>
        public Typed<TOther> To<TOther>(Converter<T, TOther> convert)
            => new(
                Array.ConvertAll(Query, convert), Array.ConvertAll(Key, convert), Array.ConvertAll(Value, convert),
                new TOther[Output.Length]);
    }
}
