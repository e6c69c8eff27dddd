using KernelGen.Devices.Cuda.Driver;

namespace KernelGen.Devices.Cuda;

/// <summary>Asks the driver for something new.</summary>
internal delegate CudaResult CreateHandle(CudaDriver driver, out nint value);

/// <summary>
/// A context and what lives in it. Every call of the driver runs in a scope (<see cref="Enter"/>) that makes the context current in its
/// thread and takes it away again, so that threads and other libraries do not disturb each other. Thread-safe.
/// </summary>
internal sealed class CudaContext : IDisposable
{
    private readonly Lock _gate = new();
    private readonly Lock _freeing = new();
    private readonly HashSet<WeakReference<CudaHandle>> _alive = [];
    private readonly CudaContextHandle _handle;
    private volatile bool _isDisposed;
    private bool _isLeft;
    private volatile string? _loss;
    private volatile string? _lastLaunch;

    /// <param name="driver">The driver.</param>
    /// <param name="handle">The hold on the context.</param>
    /// <param name="deviceName">The device in messages.</param>
    public CudaContext(CudaDriver driver, CudaContextHandle handle, string deviceName)
    {
        Driver = driver;
        DeviceName = deviceName;
        _handle = handle;
    }

    /// <summary>The driver.</summary>
    public CudaDriver Driver { get; }

    /// <summary>The device in messages, for example <c>NVIDIA H200 (device 0)</c>.</summary>
    public string DeviceName { get; }

    /// <summary>Whether it was given up.</summary>
    public bool IsDisposed => _isDisposed;

    /// <summary>What lives in it and was neither freed nor collected.</summary>
    public int Alive
    {
        get
        {
            lock (_gate)
                return _alive.Count;
        }
    }

    /// <summary>Whether both are one context of one driver: memory and streams of the one then serve the other.</summary>
    public bool IsSame(CudaContext other) => Driver == other.Driver && _handle.Value == other._handle.Value;

    /// <summary>Makes the context current until the scope is disposed.</summary>
    /// <param name="call">What will be called, for the error.</param>
    /// <exception cref="ObjectDisposedException">The device was disposed.</exception>
    /// <exception cref="CudaException">The context is lost.</exception>
    public CudaScope Enter(string call)
    {
        var isHeld = false;
        ObjectDisposedException.ThrowIf(_isDisposed, typeof(CudaDevice));
        if (_loss is { } loss)
            throw new CudaException($"{call} cannot run on {DeviceName}: {loss}");
        _handle.DangerousAddRef(ref isHeld);
        var result = Driver.ContextPush(_handle.Value);
        if (result == CudaResult.Success)
            return new CudaScope(Driver, _handle);
        _handle.DangerousRelease();
        throw Failure(result, "cuCtxPushCurrent", $"for {call} on {DeviceName}");
    }

    /// <summary>Throws unless an answer is success.</summary>
    /// <param name="result">The answer.</param>
    /// <param name="call">The function.</param>
    /// <param name="what">What the call was about, as the rest of a phrase.</param>
    public void Check(CudaResult result, string call, string what = "")
    {
        if (result != CudaResult.Success)
            throw Failure(result, call, what.Length > 0 ? $"{what} on {DeviceName}" : $"on {DeviceName}");
    }

    /// <summary>An answer as an exception. The first answer that loses the context is remembered for later calls.</summary>
    public CudaException Failure(CudaResult result, string call, string what, string? advice = null, string? jitLog = null)
    {
        var launch = _lastLaunch is { } name ? $" The kernel launched last is '{name}'." : "";
        if (!CudaResults.IsSticky(result))
            return CudaException.From(Driver, result, call, what, advice, jitLog);
        var failure = CudaException.From(Driver, result, call, what, (advice ?? CudaResults.Advice(result)) + launch, jitLog);
        _loss ??= $"the context was lost before. {failure.Message} After this error CUDA serves the process no more: start it again.";
        return failure;
    }

    /// <summary>Remembers a kernel's name: errors of kernels are reported by whatever call comes later.</summary>
    public void NoteLaunch(string kernel) => _lastLaunch = kernel;

    /// <summary>Has the driver create something that then lives in this context.</summary>
    /// <param name="kind">What.</param>
    /// <param name="call">The function.</param>
    /// <param name="create">Calls it.</param>
    /// <param name="result">The driver's answer.</param>
    /// <returns>The handle; null with any other answer than success.</returns>
    public CudaHandle? TryCreate(CudaHandleKind kind, string call, CreateHandle create, out CudaResult result)
    {
        var created = new CudaHandle(this, kind);
        using var scope = Enter(call);
        result = create(Driver, out var value);
        if (result != CudaResult.Success)
        {
            created.Dispose();
            return null;
        }
        Keep(created, value);
        return created;
    }

    /// <summary>The same, with any other answer than success as an exception.</summary>
    public CudaHandle Create(CudaHandleKind kind, string call, CreateHandle create)
    {
        var created = TryCreate(kind, call, create, out var result);
        Check(result, call);
        return created!;
    }

    /// <summary>Frees something; called once for each handle, by its last user or by the garbage collector.</summary>
    public void Free(CudaHandleKind kind, nint value, WeakReference<CudaHandle> entry)
    {
        lock (_gate)
            _alive.Remove(entry);
        lock (_freeing)
        {
            // Answers are not looked at: a context that was lost took everything in it along.
            if (!_isLeft && Driver.ContextPush(_handle.Value) == CudaResult.Success)
            {
                Destroy(kind, value);
                Driver.ContextPop(out _);
            }
        }
        _handle.DangerousRelease();
    }

    /// <summary>Waits for the device and frees all that lives in the context; then lets go of it.</summary>
    public void Dispose()
    {
        CudaHandle[] alive;
        lock (_gate)
        {
            if (_isDisposed)
                return;
            _isDisposed = true;
            alive = [.. Handles()];
        }
        if (alive.Length > 0 && Driver.ContextPush(_handle.Value) == CudaResult.Success)
        {
            Driver.ContextSynchronize();
            Driver.ContextPop(out _);
        }
        foreach (var handle in alive)
            handle.Dispose();
        lock (_freeing)
        {
            // The owner destroys it now, with whatever a call that is under way still held, or a finalizer comes too late for.
            _isLeft = _handle.IsBorrowed;
        }
        _handle.Dispose();
    }

    private void Keep(CudaHandle created, nint value)
    {
        var isHeld = false;
        _handle.DangerousAddRef(ref isHeld);
        created.Own(value);
        lock (_gate)
        {
            if (!_isDisposed)
            {
                _alive.Add(created.Entry);
                return;
            }
        }
        created.Dispose();
        throw new ObjectDisposedException(nameof(CudaDevice));
    }

    private IEnumerable<CudaHandle> Handles()
    {
        foreach (var entry in _alive)
        {
            if (entry.TryGetTarget(out var handle))
                yield return handle;
        }
    }

    private CudaResult Destroy(CudaHandleKind kind, nint value) => kind switch
    {
        CudaHandleKind.Memory => Driver.MemFree((ulong)value),
        CudaHandleKind.Stream => Driver.StreamDestroy(value),
        CudaHandleKind.Event => Driver.EventDestroy(value),
        _ => Driver.ModuleUnload(value),
    };
}

/// <summary>A context that is current in this thread.</summary>
internal readonly ref struct CudaScope(CudaDriver driver, CudaContextHandle handle)
{
    public void Dispose()
    {
        driver.ContextPop(out _);
        handle.DangerousRelease();
    }
}
