namespace ILGPU.Runtime;

public abstract class ProfilingMarker : AcceleratorObject
{
    private protected ProfilingMarker(Accelerator accelerator)
        : base(accelerator)
    {
    }

    public static TimeSpan operator -(ProfilingMarker end, ProfilingMarker start) => end.MeasureFrom(start);

    public abstract void Synchronize();

    public abstract TimeSpan MeasureFrom(ProfilingMarker marker);
}
