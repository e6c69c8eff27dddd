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
        DefaultStream = Add(NewStream(isDefault: true));
    }

    ~Accelerator() => Release();

    public event EventHandler? Disposed;

    public static AcceleratorType CurrentType => SimulatedThread.Running.Group.Launch.Accelerator.AcceleratorType;

    public Context Context { get; }

    public Device Device { get; }

    public AcceleratorStream DefaultStream { get; }

    public nint NativePtr { get; private protected set; }

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

    public AcceleratorStream CreateStream() => Add(NewStream(isDefault: false));

    public MemoryBuffer1D<T, Stride1D.Dense> Allocate1D<T>(long length)
        where T : unmanaged
    {
        ObjectDisposedException.ThrowIf(IsDisposed, this);
        ArgumentOutOfRangeException.ThrowIfNegative(length);
        var region = MemoryRegion.AllocateGlobal(this, $"a buffer of {length} {typeof(T).Name}", length * Unsafe.SizeOf<T>());
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
        Release();
        GC.SuppressFinalize(this);
    }

    public override string ToString() => Device.ToString();

    /// <summary>Does all work that is queued; what fails is reported when its stream is next waited for.</summary>
    internal void Drain() => Each(static stream => stream.Queue.Drain());

    private protected virtual AcceleratorStream NewStream(bool isDefault) => new SimulatedStream(this);

    /// <summary>Gives up what lies under the accelerator.</summary>
    private protected virtual void ReleaseContext()
    {
    }

    // As ILGPU does it: whoever listens is told while the context is still there, also when the accelerator was forgotten.
    private void Release()
    {
        Interlocked.Exchange(ref Disposed, null)?.Invoke(this, EventArgs.Empty);
        ReleaseContext();
        NativePtr = 0;
    }

    private AcceleratorStream Add(AcceleratorStream stream)
    {
        lock (streams)
        {
            streams.RemoveAll(static reference => !reference.TryGetTarget(out _));
            streams.Add(new WeakReference<AcceleratorStream>(stream));
        }

        return stream;
    }

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
