using KernelGen.Devices.Cuda.Driver;

namespace KernelGen.Devices.Cuda;

/// <summary>A kernel of a loaded module. Thread-safe.</summary>
internal sealed unsafe class CudaFunction
{
    // CUDA C++ Programming Guide, "Shared Memory": a kernel that wants more says so before it is launched.
    private const int SharedBytesWithoutAsking = 48 * 1024;

    private readonly Lock _gate = new();
    private readonly CudaModule _module;
    private readonly nint _function;
    private volatile int _allowedSharedBytes = SharedBytesWithoutAsking;

    public CudaFunction(CudaModule module, string name, nint function)
    {
        _module = module;
        Name = name;
        _function = function;
    }

    /// <summary>Its name in the module.</summary>
    public string Name { get; }

    /// <summary>Registers of a thread.</summary>
    public int Registers => Ask(CudaFunctionAttribute.Registers);

    /// <summary>Bytes of local memory of a thread: more than 0 where registers did not suffice.</summary>
    public int LocalBytes => Ask(CudaFunctionAttribute.LocalBytes);

    /// <summary>Threads that a block of it may have.</summary>
    public int MostThreads => Ask(CudaFunctionAttribute.MaxThreadsPerBlock);

    /// <summary>Puts a launch into a stream and does not wait for it.</summary>
    /// <param name="stream">The stream, of the module's device.</param>
    /// <param name="grid">Blocks; with none, nothing happens.</param>
    /// <param name="threads">Threads of a block.</param>
    /// <param name="sharedBytes">Dynamic shared memory of a block.</param>
    /// <param name="arguments">The arguments. Buffers among them must be alive until the method returns.</param>
    /// <exception cref="CudaException">The driver refuses, or an earlier kernel failed.</exception>
    public void Launch(CudaStream stream, CudaGrid grid, int threads, int sharedBytes, ref CudaArguments arguments)
    {
        stream.Require(_module.Device, nameof(stream), "kernel");
        if (grid.X == 0 || grid.Y == 0 || grid.Z == 0)
            return;
        using var module = _module.Lease();
        using var queue = stream.Lease();
        var context = _module.Device.Context;
        using var scope = context.Enter("cuLaunchKernel");
        Allow(sharedBytes);
        // One more, null: what a kernel with more parameters would read is then no stray address.
        var pointers = stackalloc void*[arguments.Count + 1];
        pointers[arguments.Count] = null;
        fixed (CudaArguments* pinned = &arguments)
        {
            CudaArguments.Point(pinned, pointers);
            var result = context.Driver.LaunchKernel(
                _function, (uint)grid.X, (uint)grid.Y, (uint)grid.Z, (uint)threads, 1, 1, (uint)sharedBytes, queue.Value, pointers, null);
            if (result != CudaResult.Success)
                throw context.Failure(result, "cuLaunchKernel", Text(grid, threads, sharedBytes));
        }
        context.NoteLaunch(Name);
    }

    // More shared memory than the default is asked for once, and only ever raised.
    private void Allow(int sharedBytes)
    {
        if (sharedBytes <= _allowedSharedBytes)
            return;
        var (device, context) = (_module.Device, _module.Device.Context);
        if (sharedBytes > device.SharedMemoryPerBlock)
        {
            var most = device.SharedMemoryPerBlock;
            throw new CudaException(FormattableString.Invariant(
                $"The kernel '{Name}' needs {sharedBytes} bytes of shared memory, and a block of {context.DeviceName} has {most}."));
        }
        lock (_gate)
        {
            if (sharedBytes <= _allowedSharedBytes)
                return;
            var result = context.Driver.FuncSetAttribute(_function, CudaFunctionAttribute.MaxDynamicSharedBytes, sharedBytes);
            context.Check(result, "cuFuncSetAttribute", FormattableString.Invariant($"of '{Name}' for {sharedBytes} bytes of shared memory"));
            _allowedSharedBytes = sharedBytes;
        }
    }

    private int Ask(CudaFunctionAttribute attribute)
    {
        using var module = _module.Lease();
        var context = _module.Device.Context;
        using var scope = context.Enter("cuFuncGetAttribute");
        context.Check(context.Driver.FuncGetAttribute(out var value, attribute, _function), "cuFuncGetAttribute", $"of '{Name}'");
        return value;
    }

    private string Text(CudaGrid grid, int threads, int sharedBytes) => FormattableString.Invariant(
        $"of '{Name}' ({grid} of {threads} threads, {sharedBytes} bytes of shared memory) on {_module.Device.Context.DeviceName}");
}
