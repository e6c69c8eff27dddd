using System.Diagnostics;
using KernelGen.Devices.Cuda;

namespace KernelGen.CudaBenchmarks;

/// <summary>A case with its tensors on the device, ready to be launched.</summary>
internal sealed class Problem : IDisposable
{
    /// <summary>Twice the second-level cache of the largest card.</summary>
    public const long FlushedBytes = 256L << 20;

    private readonly CudaDevice _device;
    private readonly Tensors _tensors;
    private readonly Launch _launch;
    private readonly int _headDim;
    private readonly AttentionShape _shape;

    /// <summary>Draws the tensors and calls twice.</summary>
    public Problem(CudaDevice device, CudaCase test)
    {
        var kernel = Kernels.All[test.Spec];
        (_device, _shape, _headDim, Spec) = (device, test.Shape, kernel.HeadDim, kernel.Spec);
        (_tensors, _launch) = kernel.Prepare(test.Shape, device);
        FirstCall = Wait(new AttentionOptions { Explain = report => Selected = report.Variant });
        SecondCall = Wait(new AttentionOptions());
    }

    /// <summary>The class with the spec.</summary>
    public Type Spec { get; }

    /// <summary>The variant that the runtime selects.</summary>
    public string Selected { get; private set; } = "";

    /// <summary>What the first call took, with the wait for its result.</summary>
    public TimeSpan FirstCall { get; }

    /// <summary>What the call after it took.</summary>
    public TimeSpan SecondCall { get; }

    /// <summary>Milliseconds of calls by the device's own clock; before each the second-level cache is overwritten.</summary>
    /// <param name="rounds">How many.</param>
    /// <param name="variant">The variant; null for the selected one.</param>
    /// <param name="flush">More memory than the second-level cache has.</param>
    public double[] Measure(int rounds, string? variant, DeviceBuffer<byte> flush)
    {
        var options = new AttentionOptions { Variant = variant };
        Wait(options);
        using var start = _device.CreateEvent();
        using var end = _device.CreateEvent();
        var samples = new double[rounds];
        foreach (ref var sample in samples.AsSpan())
        {
            // The launches wait in the stream while it clears, so that the host's share of the call does not count.
            flush.Clear();
            start.Record();
            _launch(_device.DefaultStream, options);
            end.Record();
            end.Synchronize();
            sample = end.ElapsedSince(start).TotalMilliseconds;
        }
        return samples;
    }

    /// <summary>Rows of O, from a call into an output full of NaN.</summary>
    public float[][] Rows(int batch, int head, int[] rows, string? variant)
    {
        _tensors.Poison();
        Wait(new AttentionOptions { Variant = variant });
        return [.. rows.Select(row => Row(((long)batch * _shape.QueryHeads + head) * _shape.QueryLength + row))];
    }

    /// <inheritdoc/>
    public void Dispose() => _tensors.Dispose();

    private float[] Row(long row)
    {
        using var part = _tensors.Output.Slice(row * _headDim, _headDim);
        return [.. part.ToArray().Select(value => (float)value)];
    }

    private TimeSpan Wait(AttentionOptions options)
    {
        var start = Stopwatch.GetTimestamp();
        _launch(_device.DefaultStream, options);
        _device.DefaultStream.Synchronize();
        return Stopwatch.GetElapsedTime(start);
    }
}
