using ILGPU;
using ILGPU.Runtime;
using KernelGen;

namespace IlgpuSample;

/// <summary>Random tensors of one shape, on the host and on the accelerator.</summary>
internal sealed class Problem : IDisposable
{
    public const int HeadDim = 64;

    private readonly MemoryBuffer1D<float, Stride1D.Dense> _query, _key, _value, _output;

    public Problem(Accelerator accelerator, AttentionShape shape)
    {
        Shape = shape;
        var random = new Random(1);
        HostQuery = Fill(random, shape.Batch * shape.QueryHeads * shape.QueryLength * HeadDim);
        HostKey = Fill(random, shape.Batch * shape.KeyHeads * shape.KeyLength * HeadDim);
        HostValue = Fill(random, HostKey.Length);
        _query = Upload(accelerator, HostQuery);
        _key = Upload(accelerator, HostKey);
        _value = Upload(accelerator, HostValue);
        _output = accelerator.Allocate1D<float>(HostQuery.Length);
    }

    public AttentionShape Shape { get; }

    public float[] HostQuery { get; }

    public float[] HostKey { get; }

    public float[] HostValue { get; }

    public ArrayView<float> Query => _query.View;

    public ArrayView<float> Key => _key.View;

    public ArrayView<float> Value => _value.View;

    public ArrayView<float> Output => _output.View;

    /// <summary>Waits for the accelerator and reads the output.</summary>
    public float[] ReadOutput(AcceleratorStream stream)
    {
        var output = new float[HostQuery.Length];
        Output.CopyToCPU(stream, output.AsSpan());
        stream.Synchronize();
        return output;
    }

    public void Dispose()
    {
        _query.Dispose();
        _key.Dispose();
        _value.Dispose();
        _output.Dispose();
    }

    private static float[] Fill(Random random, int count) => [.. Enumerable.Range(0, count).Select(_ => random.NextSingle() * 2 - 1)];

    private static MemoryBuffer1D<float, Stride1D.Dense> Upload(Accelerator accelerator, float[] values)
    {
        var buffer = accelerator.Allocate1D<float>(values.Length);
        buffer.View.BaseView.CopyFromCPU(accelerator.DefaultStream, values.AsSpan());
        accelerator.DefaultStream.Synchronize();
        return buffer;
    }
}
