using System.Buffers.Binary;
using System.Diagnostics;
using System.Runtime.CompilerServices;
using System.Text;
using KernelGen.Devices.Cuda.Driver;

namespace KernelGen.PtxMachine.Driver;

/// <summary>
/// CUDA's driver over <see cref="PtxDevice"/>s: kernels run, at once, when they are launched. It is as strict as the real one where that
/// crashes or says too little: a context that is gone must not be touched, handles are used in their own context, and a fault of a
/// kernel is the machine's exception, not a number. Scripted answers stand in for the failures of real drivers. Thread-safe.
/// </summary>
internal sealed unsafe partial class PtxDriver : CudaDriver
{
    private readonly Lock _gate = new();
    private readonly Dictionary<int, Stack<PtxContext>> _stacks = [];
    private readonly Dictionary<nint, PtxContext> _contexts = [];
    private readonly PtxContext?[] _primaries;
    private static long s_lastContext = 0x1000;
    private nint _lastHandle = 0x1000;

    /// <param name="machines">A device for each.</param>
    public PtxDriver(params PtxDevice[] machines)
    {
        Machines = machines;
        _primaries = new PtxContext?[machines.Length];
    }

    public PtxDevice[] Machines { get; }

    public DriverScript Script { get; } = new();

    /// <summary>How long the calls in contexts took together.</summary>
    public TimeSpan Busy { get; private set; }

    public string Name { get; set; } = "PTX machine";

    public Version ComputeCapability { get; set; } = new(9, 0);

    /// <summary>As cuDriverGetVersion answers: 12040 for 12.4.</summary>
    public int Version { get; set; } = 13000;

    /// <summary>Registers of a thread that every kernel is said to have.</summary>
    public int RegistersOfThread { get; set; } = 255;

    /// <summary>Memory of each device.</summary>
    public ulong MemoryBytes { get; set; } = 1UL << 40;

    /// <summary>What was created in all contexts and not given back, retained contexts included.</summary>
    public int Alive
    {
        get
        {
            lock (_gate)
                return _contexts.Values.Sum(context => context.Alive + context.References) + _links.Count;
        }
    }

    public override CudaResult Init(uint flags) => Scripted();

    public override CudaResult DriverGetVersion(out int version)
    {
        version = Version;
        return Scripted();
    }

    // NoDevice is CUDA_ERROR_NO_DEVICE.
    public override string? GetErrorName(CudaResult result)
        => "CUDA_ERROR" + string.Concat(result.ToString().Select(letter => char.IsUpper(letter) ? $"_{letter}" : $"{char.ToUpperInvariant(letter)}"));

    public override string? GetErrorString(CudaResult result) => $"text of {(int)result}";

    public override CudaResult DeviceGetCount(out int count)
    {
        count = Machines.Length;
        return Scripted();
    }

    public override CudaResult DeviceGet(out int device, int ordinal)
    {
        device = ordinal;
        return ordinal >= 0 && ordinal < Machines.Length ? Scripted() : CudaResult.InvalidDevice;
    }

    public override CudaResult DeviceGetName(Span<byte> name, int device)
    {
        name[Encoding.UTF8.GetBytes(Name, name[..^1])] = 0;
        return Scripted();
    }

    public override CudaResult DeviceGetUuid(Span<byte> uuid, int device)
    {
        uuid.Clear();
        BinaryPrimitives.WriteInt32BigEndian(uuid[12..], device + 1);
        return Scripted();
    }

    public override CudaResult DeviceTotalMem(out ulong bytes, int device)
    {
        bytes = MemoryBytes;
        return Scripted();
    }

    public override CudaResult DeviceGetAttribute(out int value, CudaDeviceAttribute attribute, int device)
    {
        value = attribute switch
        {
            CudaDeviceAttribute.MaxThreadsPerBlock => 1024,
            CudaDeviceAttribute.MaxSharedMemoryPerBlock => 48 * 1024,
            CudaDeviceAttribute.WarpSize => 32,
            CudaDeviceAttribute.MultiprocessorCount => Machines[device].Multiprocessors,
            CudaDeviceAttribute.ComputeCapabilityMajor => ComputeCapability.Major,
            CudaDeviceAttribute.ComputeCapabilityMinor => ComputeCapability.Minor,
            CudaDeviceAttribute.MaxSharedMemoryPerMultiprocessor => Machines[device].MaximumSharedBytes + 1024,
            _ => Machines[device].MaximumSharedBytes,
        };
        return Scripted();
    }

    public override CudaResult PrimaryContextRetain(out nint context, int device)
    {
        lock (_gate)
        {
            context = 0;
            if (Script.Next(nameof(PrimaryContextRetain)) is { } answer)
                return answer;
            var primary = _primaries[device] ??= Add(device);
            primary.References++;
            context = primary.Handle;
            return CudaResult.Success;
        }
    }

    public override CudaResult PrimaryContextRelease(int device)
    {
        lock (_gate)
        {
            Script.Next(nameof(PrimaryContextRelease));
            if (_primaries[device] is not { } primary)
                return CudaResult.InvalidContext;
            if (--primary.References > 0)
                return CudaResult.Success;
            Remove(primary);
            _primaries[device] = null;
            return CudaResult.Success;
        }
    }

    public override CudaResult ContextPush(nint context)
    {
        lock (_gate)
        {
            if (Script.Next(nameof(ContextPush)) is { } answer)
                return answer;
            if (!_contexts.TryGetValue(context, out var pushed))
                throw new InvalidOperationException($"The context {context} is gone, and somebody touches it.");
            Stack().Push(pushed);
            return CudaResult.Success;
        }
    }

    public override CudaResult ContextPop(out nint context)
    {
        lock (_gate)
        {
            var popped = Stack().TryPop(out var top);
            context = top?.Handle ?? 0;
            return popped ? CudaResult.Success : CudaResult.InvalidContext;
        }
    }

    public override CudaResult ContextGetDevice(out int device)
    {
        var found = 0;
        var result = InContext(context =>
        {
            found = context.Device;
            return CudaResult.Success;
        });
        device = found;
        return result;
    }

    public override CudaResult ContextSynchronize() => InContext(_ => CudaResult.Success);

    /// <summary>How deep the contexts of this thread are stacked; 0 when every call gave its own back.</summary>
    public int ContextDepth
    {
        get
        {
            lock (_gate)
                return Stack().Count;
        }
    }

    // The contexts that this thread has pushed.
    private Stack<PtxContext> Stack()
    {
        var thread = Environment.CurrentManagedThreadId;
        if (!_stacks.TryGetValue(thread, out var stack))
            _stacks.Add(thread, stack = new Stack<PtxContext>());
        return stack;
    }

    private PtxContext Add(int device)
    {
        // No two drivers have contexts of one number, so that a number tells the driver.
        var context = new PtxContext((nint)Interlocked.Increment(ref s_lastContext), device, Machines[device]);
        _contexts.Add(context.Handle, context);
        return context;
    }

    private void Remove(PtxContext context)
    {
        context.Clear();
        _contexts.Remove(context.Handle);
    }

    private CudaResult Scripted([CallerMemberName] string function = "")
    {
        lock (_gate)
            return Script.Next(function) ?? CudaResult.Success;
    }

    // What needs a current context: scripted answers first, those that lose a context do so here too.
    private CudaResult InContext(Func<PtxContext, CudaResult> body, [CallerMemberName] string function = "")
    {
        lock (_gate)
        {
            if (!Stack().TryPeek(out var context))
                return CudaResult.InvalidContext;
            var answer = Script.Next(function);
            if (context.Lost != CudaResult.Success)
                return context.Lost;
            if (answer is { } scripted && CudaResults.IsSticky(scripted))
                context.Lost = scripted;
            return answer ?? Timed(body, context);
        }
    }

    private CudaResult Timed(Func<PtxContext, CudaResult> body, PtxContext context)
    {
        var start = Stopwatch.GetTimestamp();
        try
        {
            return body(context);
        }
        finally
        {
            Busy += Stopwatch.GetElapsedTime(start);
        }
    }
}
