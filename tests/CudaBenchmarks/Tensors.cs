using KernelGen.Devices.Cuda;

namespace KernelGen.CudaBenchmarks;

/// <summary>The tensors of a case on the device.</summary>
internal sealed class Tensors : IDisposable
{
    // Elements drawn and copied at a time, by each processor.
    private const int Chunk = 1 << 20;

    /// <summary>Draws the inputs; the output is full of NaN.</summary>
    public Tensors(CudaDevice device, in AttentionShape shape, int headDim)
    {
        var (queries, keys) = (Elements(shape, shape.QueryHeads, shape.QueryLength, headDim), Elements(shape, shape.KeyHeads, shape.KeyLength, headDim));
        Query = Filled(device, queries, Draw.Seed.Query);
        Key = Filled(device, keys, Draw.Seed.Key);
        Value = Filled(device, keys, Draw.Seed.Value);
        Output = device.Allocate<BFloat16>(queries);
        Poison();
    }

    /// <summary>Q.</summary>
    public DeviceBuffer<BFloat16> Query { get; }

    /// <summary>K.</summary>
    public DeviceBuffer<BFloat16> Key { get; }

    /// <summary>V.</summary>
    public DeviceBuffer<BFloat16> Value { get; }

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
    public void Dispose()
    {
        Query.Dispose();
        Key.Dispose();
        Value.Dispose();
        Output.Dispose();
    }

    private static DeviceBuffer<BFloat16> Filled(CudaDevice device, long length, Draw.Seed seed)
    {
        var buffer = device.Allocate<BFloat16>(length);
        var chunks = (int)((length + Chunk - 1) / Chunk);
        Parallel.For(0, chunks, () => new BFloat16[Chunk], (index, _, values) =>
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
