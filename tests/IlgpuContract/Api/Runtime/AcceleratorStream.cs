using KernelGen.IlgpuContract.Simulation;

namespace ILGPU.Runtime;

public abstract class AcceleratorStream : AcceleratorObject
{
    private protected AcceleratorStream(Accelerator accelerator)
        : base(accelerator)
    {
    }

    internal WorkQueue Queue { get; } = new();

    public abstract void Synchronize();

    public Task SynchronizeAsync() => Task.Run(Synchronize);

    public ProfilingMarker AddProfilingMarker()
    {
        if (!Accelerator.Context.IsProfiling)
            throw new NotSupportedException("Profiling markers need a context that was built with Profiling().");
        return SimulatedMarker.Enqueue(this);
    }
}
