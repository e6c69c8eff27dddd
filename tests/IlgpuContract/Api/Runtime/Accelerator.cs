using System.Reflection;
using System.Runtime.CompilerServices;
using KernelGen.IlgpuContract.Simulation;

namespace ILGPU.Runtime;

/// <summary>Streams queue their work and do it when they are waited for: code that forgets to wait reads old memory, every time.</summary>
public abstract class Accelerator : IDisposable
{
    private readonly List<WeakReference<AcceleratorStream>> streams = [];

    private protected Accelerator(Context context, Device device)
    {
        Context = context;
        Device = device;
        DefaultStream = CreateStream();
    }

    public static AcceleratorType CurrentType => SimulatedThread.Running.Group.Launch.Accelerator.AcceleratorType;

    public Context Context { get; }

    public Device Device { get; }

    public AcceleratorStream DefaultStream { get; }

    public AcceleratorType AcceleratorType => Device.AcceleratorType;

    public string Name => Device.Name;

    public long MemorySize => Device.MemorySize;

    public int MaxNumThreadsPerGroup => Device.MaxNumThreadsPerGroup;

    public int MaxSharedMemoryPerGroup => Device.MaxSharedMemoryPerGroup;

    public int WarpSize => Device.WarpSize;

    public int NumMultiprocessors => Device.NumMultiprocessors;

    public int MaxNumThreadsPerMultiprocessor => Device.MaxNumThreadsPerMultiprocessor;

    public int MaxNumThreads => Device.MaxNumThreads;

    public CapabilityContext Capabilities => Device.Capabilities;

    internal bool IsDisposed { get; private set; }

    internal Lock Execution { get; } = new();

    public AcceleratorStream CreateStream()
    {
        var stream = new SimulatedStream(this);
        lock (streams)
        {
            streams.RemoveAll(static reference => !reference.TryGetTarget(out _));
            streams.Add(new WeakReference<AcceleratorStream>(stream));
        }

        return stream;
    }

    public MemoryBuffer1D<T, Stride1D.Dense> Allocate1D<T>(long length)
        where T : unmanaged
    {
        ObjectDisposedException.ThrowIf(IsDisposed, this);
        ArgumentOutOfRangeException.ThrowIfNegative(length);
        var region = MemoryRegion.Allocate(this, $"a buffer of {length} {typeof(T).Name}", length * Unsafe.SizeOf<T>());
        return new MemoryBuffer1D<T, Stride1D.Dense>(this, region, new ArrayView<T>(region, region.Address, length));
    }

    public TDelegate LoadKernel<TDelegate>(MethodInfo method)
        where TDelegate : Delegate =>
        LoadKernel<TDelegate>(method, KernelSpecialization.Empty);

    public TDelegate LoadKernel<TDelegate>(MethodInfo method, KernelSpecialization specialization)
        where TDelegate : Delegate =>
        LauncherDelegates.Create<TDelegate>(new SimulatedKernel(this, method, isExplicitlyGrouped: true, specialization));

    public void Synchronize() => Each(static stream => stream.Synchronize());

    public void Dispose()
    {
        IsDisposed = true;
        Drain();
        GC.SuppressFinalize(this);
    }

    public override string ToString() => Device.ToString();

    /// <summary>Does all work that is queued; what fails is reported when its stream is next waited for.</summary>
    internal void Drain() => Each(static stream => stream.Queue.Drain());

    private void Each(Action<AcceleratorStream> action)
    {
        AcceleratorStream[] alive;
        lock (streams)
        {
            alive = [.. streams.Select(static reference => reference.TryGetTarget(out var stream) ? stream : null)
                .OfType<AcceleratorStream>()];
        }

        Array.ForEach(alive, action);
    }
}
