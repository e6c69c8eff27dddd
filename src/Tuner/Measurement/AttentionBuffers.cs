using System.Runtime.InteropServices;
using KernelGen.Tuner.Data;

namespace KernelGen.Tuner.Measurement;

/// <summary>Contiguous (B, H, N, D) tensors of one call in unmanaged memory, in the spec's precisions, and the call over them.</summary>
internal sealed unsafe class AttentionBuffers : IDisposable
{
    // A cache line, so that every run of every variant sees the same alignment.
    private const nuint Alignment = 64;

    private readonly List<nint> _blocks = [];
    private readonly CallValues? _data;

    /// <summary>Allocates Q, K, V, O and LSE, all zeros.</summary>
    /// <param name="facts">The spec.</param>
    /// <param name="shape">The sizes.</param>
    /// <param name="data">The values of the data parameters, which now belong to this object; null where there are none.</param>
    public AttentionBuffers(SpecFacts facts, AttentionShape shape, CallValues? data = null)
    {
        _data = data;
        Facts = facts;
        Shape = shape;
        var queryRows = (long)shape.Batch * shape.QueryHeads * shape.QueryLength;
        var keyRows = (long)shape.Batch * shape.KeyHeads * shape.KeyLength;
        QueryCount = queryRows * facts.HeadDim;
        KeyCount = keyRows * facts.HeadDim;
        ValueCount = keyRows * facts.ValueHeadDim;
        OutputCount = queryRows * facts.ValueHeadDim;
        LseCount = queryRows;
        Query = Allocate(QueryCount, facts.ElementBytes);
        Key = Allocate(KeyCount, facts.ElementBytes);
        Value = Allocate(ValueCount, facts.ElementBytes);
        Output = Allocate(OutputCount, facts.OutputBytes);
        Lse = (float*)Allocate(LseCount, sizeof(float));
    }

    /// <summary>The spec.</summary>
    public SpecFacts Facts { get; }

    /// <summary>The sizes.</summary>
    public AttentionShape Shape { get; }

    /// <summary>Elements of Q.</summary>
    public long QueryCount { get; }

    /// <summary>Elements of K.</summary>
    public long KeyCount { get; }

    /// <summary>Elements of V.</summary>
    public long ValueCount { get; }

    /// <summary>Elements of O.</summary>
    public long OutputCount { get; }

    /// <summary>Elements of LSE.</summary>
    public long LseCount { get; }

    /// <summary>Q.</summary>
    public void* Query { get; }

    /// <summary>K.</summary>
    public void* Key { get; }

    /// <summary>V.</summary>
    public void* Value { get; }

    /// <summary>O.</summary>
    public void* Output { get; }

    /// <summary>LSE.</summary>
    public float* Lse { get; }

    /// <summary>The call into <see cref="Output"/>, with LSE where the spec writes it.</summary>
    public AttentionCall Call() => Call(Output, Facts.WritesLse ? Lse : null);

    /// <summary>The call into other memory, contiguous like <see cref="Output"/>.</summary>
    public AttentionCall Call(void* output, void* lse) => new()
    {
        Shape = Shape,
        QueryOffset = Facts.ResolveOffset(Shape),
        Query = View(Query, Shape.QueryHeads, Shape.QueryLength, Facts.HeadDim),
        Key = View(Key, Shape.KeyHeads, Shape.KeyLength, Facts.HeadDim),
        Value = View(Value, Shape.KeyHeads, Shape.KeyLength, Facts.ValueHeadDim),
        Output = View(output, Shape.QueryHeads, Shape.QueryLength, Facts.ValueHeadDim),
        Lse = lse is null ? default : View(lse, Shape.QueryHeads, Shape.QueryLength, 1),
        Data = _data?.Data ?? default,
    };

    /// <summary>Fills Q, K and V with the same standard normal numbers for the same seed.</summary>
    public void FillNormal(ulong seed)
    {
        var random = new NormalSource(seed);
        foreach (var (data, count) in new[] { ((nint)Query, QueryCount), ((nint)Key, KeyCount), ((nint)Value, ValueCount) })
        {
            for (long i = 0; i < count; i++)
                ElementCodec.Write(Facts.Precision, (void*)data, i, random.Next());
        }
    }

    /// <summary>The output as doubles.</summary>
    public double[] ReadOutput()
    {
        var values = new double[OutputCount];
        for (long i = 0; i < OutputCount; i++)
            values[i] = ElementCodec.Read(Facts.OutputPrecision, Output, i);
        return values;
    }

    /// <summary>The log-sum-exp as doubles.</summary>
    public double[] ReadLse()
    {
        var values = new double[LseCount];
        for (long i = 0; i < LseCount; i++)
            values[i] = Lse[i];
        return values;
    }

    /// <summary>Overwrites the output and the log-sum-exp with NaN, so that an element which a kernel leaves out shows.</summary>
    public void PoisonOutput()
    {
        new Span<float>(Lse, checked((int)LseCount)).Fill(float.NaN);
        for (long i = 0; i < OutputCount; i++)
            ElementCodec.Write(Facts.OutputPrecision, Output, i, double.NaN);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _data?.Dispose();
        foreach (var block in _blocks)
            NativeMemory.AlignedFree((void*)block);
        _blocks.Clear();
    }

    private void* Allocate(long count, int size)
    {
        var bytes = checked((nuint)count * (nuint)size);
        var block = NativeMemory.AlignedAlloc(bytes + Alignment, Alignment);
        NativeMemory.Clear(block, bytes);
        _blocks.Add((nint)block);
        return block;
    }

    private static TensorView View(void* data, long heads, long rows, long columns)
        => new(data, heads * rows * columns, rows * columns, columns);
}
