using KernelGen.Devices.Cuda.Driver;

namespace KernelGen.Devices.Cuda;

/// <summary>
/// An NVIDIA GPU through CUDA's driver API: its memory, its streams, and what it is. It works in the device's primary context, which other
/// libraries of the process share. Thread-safe; several devices can be open, and one device several times. Disposing it frees all that was
/// allocated on it.
/// </summary>
public sealed class CudaDevice : IDisposable
{
    private readonly CudaDeviceFacts _facts;

    private CudaDevice((CudaContext Context, CudaDeviceFacts Facts) opened, CudaDeviceOptions? options)
    {
        Context = opened.Context;
        _facts = opened.Facts;
        Options = options ?? new CudaDeviceOptions();
        DefaultStream = new CudaStream(this, handle: null, raw: 0);
    }

    /// <summary>Whether there is a driver, new enough, with a device.</summary>
    public static bool IsAvailable => WhyUnavailable is null;

    /// <summary>Why CUDA cannot be used here, and what to do about it; null when it can.</summary>
    public static string? WhyUnavailable
    {
        get
        {
            try
            {
                CudaDevices.Count(NativeCudaDriver.Load());
                return null;
            }
            catch (CudaException exception)
            {
                return exception.Message;
            }
        }
    }

    /// <summary>How many devices this process can open; 0 when CUDA is not available.</summary>
    public static int Count => IsAvailable ? CudaDevices.Count(NativeCudaDriver.Load()) : 0;

    /// <summary>Its place in the order in which CUDA counts devices, from 0.</summary>
    public int Ordinal => _facts.Ordinal;

    /// <summary>The vendor's name, for example <c>NVIDIA H200</c>; that of a MIG instance says so.</summary>
    public string Name => _facts.Name;

    /// <summary>What identifies the device wherever it is plugged in, as <c>nvidia-smi -L</c> shows it after <c>GPU-</c> or <c>MIG-</c>.</summary>
    public Guid Uuid => _facts.Uuid;

    /// <summary>The compute capability, for example 9.0.</summary>
    public Version ComputeCapability => _facts.ComputeCapability;

    /// <summary>Multiprocessors; of a MIG instance its share.</summary>
    public int Multiprocessors => _facts.Multiprocessors;

    /// <summary>Bytes of shared memory that a block can ask for.</summary>
    public int SharedMemoryPerBlock => _facts.SharedMemoryPerBlock;

    /// <summary>Bytes of memory.</summary>
    public long TotalMemory => _facts.TotalMemory;

    /// <summary>The newest CUDA that the driver supports, for example 12.4.</summary>
    public Version DriverVersion => _facts.DriverVersion;

    /// <summary>The device key, for example <c>cuda:nvidia-h200:9.0:132mp</c>.</summary>
    public string Key => _facts.Key;

    /// <summary>The device class: the key without model and multiprocessors, for example <c>cuda:9.0</c>.</summary>
    public string Class => _facts.Class;

    /// <summary>
    /// The stream that work goes to where none is named. Work in it starts when all that was put into other streams before is done, and they
    /// wait for it too, as CUDA's legacy default stream does.
    /// </summary>
    public CudaStream DefaultStream { get; }

    internal CudaContext Context { get; }

    internal CudaDeviceFacts Facts => _facts;

    internal CudaDeviceOptions Options { get; }

    /// <summary>Opens a device.</summary>
    /// <param name="ordinal">Its place in the order in which CUDA counts devices, 0 for the first.</param>
    /// <param name="options">How to use it; null for the defaults.</param>
    /// <exception cref="ArgumentOutOfRangeException">There is no such device; the message lists those there are.</exception>
    /// <exception cref="CudaException">There is no driver, it is too old, or it has no device that can be used.</exception>
    public static CudaDevice Open(int ordinal = 0, CudaDeviceOptions? options = null) => Open(NativeCudaDriver.Load(), ordinal, options);

    /// <summary>Opens a device, or an instance of one, wherever CUDA counts it.</summary>
    /// <param name="uuid">What <c>nvidia-smi -L</c> shows after <c>GPU-</c> or <c>MIG-</c>.</param>
    /// <param name="options">How to use it; null for the defaults.</param>
    /// <exception cref="ArgumentException">There is no such device; the message lists those there are.</exception>
    /// <exception cref="CudaException">There is no driver, it is too old, or it has no device that can be used.</exception>
    public static CudaDevice Open(Guid uuid, CudaDeviceOptions? options = null)
        => new(CudaDevices.Open(NativeCudaDriver.Load(), uuid), options);

    /// <summary>Memory for <paramref name="length"/> elements. What it holds is not defined.</summary>
    /// <typeparam name="T">The elements.</typeparam>
    /// <param name="length">Elements; 0 is allowed.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="length"/> is negative.</exception>
    /// <exception cref="CudaException">The device has not enough memory.</exception>
    public DeviceBuffer<T> Allocate<T>(long length)
        where T : unmanaged
        => DeviceBuffer<T>.Allocate(this, length);

    /// <summary>Memory that holds a copy of <paramref name="values"/>.</summary>
    /// <typeparam name="T">The elements.</typeparam>
    /// <param name="values">What to copy there; it can be changed when the method returns.</param>
    /// <exception cref="CudaException">The device has not enough memory.</exception>
    public DeviceBuffer<T> Allocate<T>(ReadOnlySpan<T> values)
        where T : unmanaged
    {
        var buffer = Allocate<T>(values.Length);
        try
        {
            buffer.CopyFrom(values);
            return buffer;
        }
        catch
        {
            buffer.Dispose();
            throw;
        }
    }

    /// <summary>A stream of its own: work in it runs in order, and beside the work of other streams that were created.</summary>
    public CudaStream CreateStream()
    {
        const uint WaitsForDefaultStream = 0;
        var handle = Context.Create(
            CudaHandleKind.Stream, "cuStreamCreate", static (driver, out value) => driver.StreamCreate(out value, WaitsForDefaultStream));
        return new CudaStream(this, handle, raw: 0);
    }

    /// <summary>An event, not yet recorded.</summary>
    public CudaEvent CreateEvent()
    {
        const uint WithTiming = 0;
        var handle = Context.Create(
            CudaHandleKind.Event, "cuEventCreate", static (driver, out value) => driver.EventCreate(out value, WithTiming));
        return new CudaEvent(this, handle);
    }

    /// <summary>Waits until all work on the device is done.</summary>
    /// <exception cref="CudaException">A kernel failed.</exception>
    public void Synchronize()
    {
        using var scope = Context.Enter("cuCtxSynchronize");
        Context.Check(Context.Driver.ContextSynchronize(), "cuCtxSynchronize");
    }

    /// <summary>One English line, for example <c>NVIDIA H200, compute capability 9.0, 132 multiprocessors, CUDA 12.4</c>.</summary>
    public string Describe() => _facts.Describe();

    /// <summary>Waits for the device's work and frees what was allocated here: buffers, streams and events are then disposed too.</summary>
    public void Dispose() => Context.Dispose();

    /// <summary>A number that not every driver knows of the device; null when this one does not.</summary>
    internal int? Ask(CudaDeviceAttribute attribute)
        => Context.Driver.DeviceGet(out var device, Ordinal) == CudaResult.Success
            && Context.Driver.DeviceGetAttribute(out var value, attribute, device) == CudaResult.Success ? value : null;

    /// <summary>Opens a device of a given driver.</summary>
    internal static CudaDevice Open(CudaDriver driver, int ordinal, CudaDeviceOptions? options = null)
        => new(CudaDevices.Open(driver, ordinal), options);

    /// <summary>
    /// The device of a context that somebody else made, as ILGPU does. Its owner must dispose this device before the context: memory that was
    /// allocated here goes with it.
    /// </summary>
    /// <param name="driver">The driver.</param>
    /// <param name="context">The context, not 0.</param>
    /// <param name="options">How to use it; null for the defaults.</param>
    internal static CudaDevice Borrow(CudaDriver driver, nint context, CudaDeviceOptions? options = null)
        => new(CudaDevices.Borrow(driver, context), options);

    /// <summary>A stream that somebody else made in this device's context; 0 is the default stream.</summary>
    internal CudaStream BorrowStream(nint stream) => new(this, handle: null, raw: stream);
}
