using System.Runtime.InteropServices;

namespace KernelGen.Devices.Cuda.Driver;

/// <summary>The driver that is installed: each function as it is, except for those that older drivers lack or whose texts are copied.</summary>
internal sealed unsafe class NativeCudaDriver : CudaDriver
{
    private const int PtxInput = 1;

    private static readonly Lock s_gate = new();
    private static NativeCudaDriver? s_loaded;

    private readonly bool _hasTensorMaps;
    private readonly bool _hasInstanceUuids;

    private NativeCudaDriver(CudaLibrary library)
    {
        // CUDA 12.0 and 11.4.
        _hasTensorMaps = library.Has("cuTensorMapEncodeTiled");
        _hasInstanceUuids = library.Has("cuDeviceGetUuid_v2");
    }

    /// <summary>The installed driver, loaded when it is first asked for; a failure is not remembered.</summary>
    /// <exception cref="CudaException">There is none, or it is too old; the message says what to do.</exception>
    public static NativeCudaDriver Load()
    {
        lock (s_gate)
            return s_loaded ??= new NativeCudaDriver(CudaLibrary.Resolve());
    }

    public override string? GetErrorName(CudaResult result)
        => NativeCuda.GetErrorName(result, out var name) == CudaResult.Success ? Marshal.PtrToStringUTF8((nint)name) : null;

    public override string? GetErrorString(CudaResult result)
        => NativeCuda.GetErrorString(result, out var text) == CudaResult.Success ? Marshal.PtrToStringUTF8((nint)text) : null;

    public override CudaResult DeviceGetName(Span<byte> name, int device)
    {
        fixed (byte* buffer = name)
            return NativeCuda.DeviceGetName(buffer, name.Length, device);
    }

    // The second version tells the instances of a GPU in MIG mode apart.
    public override CudaResult DeviceGetUuid(Span<byte> uuid, int device)
    {
        fixed (byte* buffer = uuid)
            return _hasInstanceUuids ? NativeCuda.DeviceGetUuid2(buffer, device) : NativeCuda.DeviceGetUuid(buffer, device);
    }

    public override CudaResult DeviceTotalMem(out ulong bytes, int device)
    {
        var result = NativeCuda.DeviceTotalMem(out var total, device);
        bytes = total;
        return result;
    }

    public override CudaResult MemGetInfo(out ulong free, out ulong total)
    {
        var result = NativeCuda.MemGetInfo(out var freeBytes, out var totalBytes);
        (free, total) = (freeBytes, totalBytes);
        return result;
    }

    public override CudaResult TensorMapEncodeTiled(
        CudaTensorMap* map, CudaTensorElement element, uint rank, ulong address, ulong* lengths, ulong* strides, uint* box, uint* elementStrides,
        int interleave, CudaTensorSwizzle swizzle, CudaTensorPromotion promotion, int outOfBoundsFill)
        => _hasTensorMaps
            ? NativeCuda.TensorMapEncodeTiled(
                map, element, rank, address, lengths, strides, box, elementStrides, interleave, swizzle, promotion, outOfBoundsFill)
            : CudaResult.NotSupported;

    public override CudaResult LinkAddPtx(nint state, void* ptx, ulong bytes, byte* name)
        => NativeCuda.LinkAddData(state, PtxInput, ptx, (nuint)bytes, name, 0, null, null);

    public override CudaResult LinkComplete(nint state, out void* cubin, out ulong bytes)
    {
        var result = NativeCuda.LinkComplete(state, out cubin, out var size);
        bytes = size;
        return result;
    }

    public override CudaResult Init(uint flags) => NativeCuda.Init(flags);

    public override CudaResult DriverGetVersion(out int version) => NativeCuda.DriverGetVersion(out version);

    public override CudaResult DeviceGetCount(out int count) => NativeCuda.DeviceGetCount(out count);

    public override CudaResult DeviceGet(out int device, int ordinal) => NativeCuda.DeviceGet(out device, ordinal);

    public override CudaResult DeviceGetAttribute(out int value, CudaDeviceAttribute attribute, int device)
        => NativeCuda.DeviceGetAttribute(out value, attribute, device);

    public override CudaResult PrimaryContextRetain(out nint context, int device) => NativeCuda.PrimaryContextRetain(out context, device);

    public override CudaResult PrimaryContextRelease(int device) => NativeCuda.PrimaryContextRelease(device);

    public override CudaResult ContextPush(nint context) => NativeCuda.ContextPush(context);

    public override CudaResult ContextPop(out nint context) => NativeCuda.ContextPop(out context);

    public override CudaResult ContextGetDevice(out int device) => NativeCuda.ContextGetDevice(out device);

    public override CudaResult ContextSynchronize() => NativeCuda.ContextSynchronize();

    public override CudaResult MemAlloc(out ulong address, ulong bytes) => NativeCuda.MemAlloc(out address, (nuint)bytes);

    public override CudaResult MemFree(ulong address) => NativeCuda.MemFree(address);

    public override CudaResult MemcpyHostToDeviceAsync(ulong target, void* source, ulong bytes, nint stream)
        => NativeCuda.MemcpyHostToDeviceAsync(target, source, (nuint)bytes, stream);

    public override CudaResult MemcpyDeviceToHostAsync(void* target, ulong source, ulong bytes, nint stream)
        => NativeCuda.MemcpyDeviceToHostAsync(target, source, (nuint)bytes, stream);

    public override CudaResult MemcpyDeviceToDeviceAsync(ulong target, ulong source, ulong bytes, nint stream)
        => NativeCuda.MemcpyDeviceToDeviceAsync(target, source, (nuint)bytes, stream);

    public override CudaResult MemsetD8Async(ulong target, byte value, ulong bytes, nint stream)
        => NativeCuda.MemsetD8Async(target, value, (nuint)bytes, stream);

    public override CudaResult StreamCreate(out nint stream, uint flags) => NativeCuda.StreamCreate(out stream, flags);

    public override CudaResult StreamDestroy(nint stream) => NativeCuda.StreamDestroy(stream);

    public override CudaResult StreamQuery(nint stream) => NativeCuda.StreamQuery(stream);

    public override CudaResult StreamSynchronize(nint stream) => NativeCuda.StreamSynchronize(stream);

    public override CudaResult StreamWaitEvent(nint stream, nint waited, uint flags) => NativeCuda.StreamWaitEvent(stream, waited, flags);

    public override CudaResult EventCreate(out nint created, uint flags) => NativeCuda.EventCreate(out created, flags);

    public override CudaResult EventDestroy(nint destroyed) => NativeCuda.EventDestroy(destroyed);

    public override CudaResult EventRecord(nint recorded, nint stream) => NativeCuda.EventRecord(recorded, stream);

    public override CudaResult EventQuery(nint asked) => NativeCuda.EventQuery(asked);

    public override CudaResult EventSynchronize(nint waited) => NativeCuda.EventSynchronize(waited);

    public override CudaResult EventElapsedTime(out float milliseconds, nint start, nint end)
        => NativeCuda.EventElapsedTime(out milliseconds, start, end);

    public override CudaResult ModuleLoadDataEx(out nint module, void* image, uint optionCount, CudaJitOption* options, void** values)
        => NativeCuda.ModuleLoadDataEx(out module, image, optionCount, options, values);

    public override CudaResult ModuleUnload(nint module) => NativeCuda.ModuleUnload(module);

    public override CudaResult ModuleGetFunction(out nint function, nint module, byte* name)
        => NativeCuda.ModuleGetFunction(out function, module, name);

    public override CudaResult FuncGetAttribute(out int value, CudaFunctionAttribute attribute, nint function)
        => NativeCuda.FuncGetAttribute(out value, attribute, function);

    public override CudaResult FuncSetAttribute(nint function, CudaFunctionAttribute attribute, int value)
        => NativeCuda.FuncSetAttribute(function, attribute, value);

    public override CudaResult LaunchKernel(
        nint function, uint gridX, uint gridY, uint gridZ, uint blockX, uint blockY, uint blockZ, uint sharedBytes, nint stream,
        void** parameters, void** extra)
        => NativeCuda.LaunchKernel(function, gridX, gridY, gridZ, blockX, blockY, blockZ, sharedBytes, stream, parameters, extra);

    public override CudaResult LinkCreate(uint optionCount, CudaJitOption* options, void** values, out nint state)
        => NativeCuda.LinkCreate(optionCount, options, values, out state);

    public override CudaResult LinkDestroy(nint state) => NativeCuda.LinkDestroy(state);
}
