namespace KernelGen.Devices.Cuda.Driver;

/// <summary>
/// The functions of CUDA's driver API that are used here, each under its name without <c>cu</c> and with its answer as it is. The seam for
/// tests: <see cref="NativeCudaDriver"/> is the installed driver, others are made up. Handles are opaque; 0 is none, or the default stream.
/// Device addresses are unsigned 64-bit numbers, as in the API.
/// </summary>
internal abstract unsafe class CudaDriver
{
    public abstract CudaResult Init(uint flags);

    /// <summary>1000 x major + 10 x minor of the newest CUDA that the driver supports.</summary>
    public abstract CudaResult DriverGetVersion(out int version);

    /// <summary>For example <c>CUDA_ERROR_OUT_OF_MEMORY</c>; null for a number that the driver does not know.</summary>
    public abstract string? GetErrorName(CudaResult result);

    public abstract string? GetErrorString(CudaResult result);

    public abstract CudaResult DeviceGetCount(out int count);

    public abstract CudaResult DeviceGet(out int device, int ordinal);

    /// <summary>Text that ends with a zero byte.</summary>
    public abstract CudaResult DeviceGetName(Span<byte> name, int device);

    /// <summary>16 bytes, in the order of the text form.</summary>
    public abstract CudaResult DeviceGetUuid(Span<byte> uuid, int device);

    public abstract CudaResult DeviceTotalMem(out ulong bytes, int device);

    public abstract CudaResult DeviceGetAttribute(out int value, CudaDeviceAttribute attribute, int device);

    public abstract CudaResult PrimaryContextRetain(out nint context, int device);

    public abstract CudaResult PrimaryContextRelease(int device);

    /// <summary>Makes a context current in this thread, on top of the one that was.</summary>
    public abstract CudaResult ContextPush(nint context);

    public abstract CudaResult ContextPop(out nint context);

    /// <summary>The device of the current context.</summary>
    public abstract CudaResult ContextGetDevice(out int device);

    public abstract CudaResult ContextSynchronize();

    public abstract CudaResult MemGetInfo(out ulong free, out ulong total);

    public abstract CudaResult MemAlloc(out ulong address, ulong bytes);

    public abstract CudaResult MemFree(ulong address);

    public abstract CudaResult MemcpyHostToDeviceAsync(ulong target, void* source, ulong bytes, nint stream);

    public abstract CudaResult MemcpyDeviceToHostAsync(void* target, ulong source, ulong bytes, nint stream);

    public abstract CudaResult MemcpyDeviceToDeviceAsync(ulong target, ulong source, ulong bytes, nint stream);

    public abstract CudaResult MemsetD8Async(ulong target, byte value, ulong bytes, nint stream);

    public abstract CudaResult StreamCreate(out nint stream, uint flags);

    public abstract CudaResult StreamDestroy(nint stream);

    /// <summary><see cref="CudaResult.NotReady"/> while work is left.</summary>
    public abstract CudaResult StreamQuery(nint stream);

    public abstract CudaResult StreamSynchronize(nint stream);

    public abstract CudaResult StreamWaitEvent(nint stream, nint waited, uint flags);

    public abstract CudaResult EventCreate(out nint created, uint flags);

    public abstract CudaResult EventDestroy(nint destroyed);

    public abstract CudaResult EventRecord(nint recorded, nint stream);

    public abstract CudaResult EventQuery(nint asked);

    public abstract CudaResult EventSynchronize(nint waited);

    public abstract CudaResult EventElapsedTime(out float milliseconds, nint start, nint end);

    /// <param name="module">The module.</param>
    /// <param name="image">A cubin, or PTX text that ends with a zero byte.</param>
    /// <param name="optionCount">Entries of the two following.</param>
    /// <param name="options">Options.</param>
    /// <param name="values">Their values, numbers in place of pointers; sizes are overwritten with what was used.</param>
    public abstract CudaResult ModuleLoadDataEx(out nint module, void* image, uint optionCount, CudaJitOption* options, void** values);

    public abstract CudaResult ModuleUnload(nint module);

    /// <param name="function">The kernel.</param>
    /// <param name="module">Its module.</param>
    /// <param name="name">Text that ends with a zero byte.</param>
    public abstract CudaResult ModuleGetFunction(out nint function, nint module, byte* name);

    public abstract CudaResult FuncGetAttribute(out int value, CudaFunctionAttribute attribute, nint function);

    public abstract CudaResult FuncSetAttribute(nint function, CudaFunctionAttribute attribute, int value);

    /// <summary>Puts a kernel into a stream; <paramref name="parameters"/> has the address of each argument.</summary>
    public abstract CudaResult LaunchKernel(
        nint function, uint gridX, uint gridY, uint gridZ, uint blockX, uint blockY, uint blockZ, uint sharedBytes, nint stream,
        void** parameters, void** extra);

    /// <summary>
    /// Innermost dimension first; <paramref name="strides"/> in bytes and without the innermost, <paramref name="map"/> aligned to 64 bytes.
    /// </summary>
    public abstract CudaResult TensorMapEncodeTiled(
        CudaTensorMap* map, CudaTensorElement element, uint rank, ulong address, ulong* lengths, ulong* strides, uint* box, uint* elementStrides,
        int interleave, CudaTensorSwizzle swizzle, CudaTensorPromotion promotion, int outOfBoundsFill);

    public abstract CudaResult LinkCreate(uint optionCount, CudaJitOption* options, void** values, out nint state);

    /// <summary>Adds PTX (its zero byte counted in <paramref name="bytes"/>) to what is linked.</summary>
    public abstract CudaResult LinkAddPtx(nint state, void* ptx, ulong bytes, byte* name);

    /// <summary>The finished cubin; its memory belongs to the state.</summary>
    public abstract CudaResult LinkComplete(nint state, out void* cubin, out ulong bytes);

    public abstract CudaResult LinkDestroy(nint state);
}
