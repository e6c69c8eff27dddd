using System.Diagnostics;
using ILGPU.Runtime;

namespace KernelGen.IlgpuContract.Simulation;

/// <summary>The moment at which its stream came to it.</summary>
internal sealed class SimulatedMarker : ProfilingMarker
{
    private readonly AcceleratorStream stream;
    private long? timestamp;

    private SimulatedMarker(AcceleratorStream stream)
        : base(stream.Accelerator) => this.stream = stream;

    public static SimulatedMarker Enqueue(AcceleratorStream stream)
    {
        var marker = new SimulatedMarker(stream);
        stream.Queue.Enqueue(() => marker.timestamp = Stopwatch.GetTimestamp());
        return marker;
    }

    public override void Synchronize() => stream.Synchronize();

    public override TimeSpan MeasureFrom(ProfilingMarker marker)
    {
        Synchronize();
        marker.Synchronize();
        return Stopwatch.GetElapsedTime(((SimulatedMarker)marker).timestamp!.Value, timestamp!.Value);
    }
}
