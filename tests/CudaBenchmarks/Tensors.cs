using KernelGen.Devices.Cuda;

namespace KernelGen.CudaBenchmarks;

/// <summary>The tensors of a case on the device.</summary>
internal abstract class Tensors : IDisposable
{
    /// <summary>Elements drawn and copied at a time, by each processor.</summary>
    protected const int Chunk = 1 << 20;

    /// <summary>Makes an output full of NaN.</summary>
    protected Tensors(CudaDevice device, long elements)
    {
        Output = device.Allocate<BFloat16>(elements);
        Poison();
    }

    /// <summary>O.</summary>
    public DeviceBuffer<BFloat16> Output { get; }

    /// <summary>Fills the output with NaN, so that what a kernel leaves out is seen.</summary>
    public void Poison()
    {
        var nan = new BFloat16[Math.Min(Chunk, Output.Length)];
        Array.Fill(nan, (BFloat16)float.NaN);
        for (var first = 0L; first < Output.Length; first += nan.Length)
        {
            var count = (int)Math.Min(nan.Length, Output.Length - first);
            using var part = Output.Slice(first, count);
            part.CopyFrom(nan.AsSpan(0, count));
        }
    }

    /// <inheritdoc/>
    public virtual void Dispose() => Output.Dispose();
}

/// <summary>The same, of inputs that hold <typeparamref name="T"/>.</summary>
internal sealed class Tensors<T> : Tensors
    where T : unmanaged
{
    /// <summary>Draws the inputs.</summary>
    public Tensors(CudaDevice device, in AttentionShape shape, int headDim)
        : base(device, Elements(shape, shape.QueryHeads, shape.QueryLength, headDim))
    {
        var keys = Elements(shape, shape.KeyHeads, shape.KeyLength, headDim);
        Query = Filled(device, Output.Length, Draw.Seed.Query);
        Key = Filled(device, keys, Draw.Seed.Key);
        Value = Filled(device, keys, Draw.Seed.Value);
    }

    /// <summary>Q.</summary>
    public DeviceBuffer<T> Query { get; }

    /// <summary>K.</summary>
    public DeviceBuffer<T> Key { get; }

    /// <summary>V.</summary>
    public DeviceBuffer<T> Value { get; }

    /// <inheritdoc/>
    public override void Dispose()
    {
        base.Dispose();
        Query.Dispose();
        Key.Dispose();
        Value.Dispose();
    }

    private static DeviceBuffer<T> Filled(CudaDevice device, long length, Draw.Seed seed)
    {
        var buffer = device.Allocate<T>(length);
        var chunks = (int)((length + Chunk - 1) / Chunk);
        Parallel.For(0, chunks, () => new T[Chunk], (index, _, values) =>
        {
            var first = (long)index * Chunk;
            var span = values.AsSpan(0, (int)Math.Min(Chunk, length - first));
            Draw.Uniform(span, first, seed);
            using var part = buffer.Slice(first, span.Length);
            part.CopyFrom(span);
            return values;
        }, _ => { });
        return buffer;
    }

    private static long Elements(in AttentionShape shape, int heads, int rows, int columns) => (long)shape.Batch * heads * rows * columns;
}
