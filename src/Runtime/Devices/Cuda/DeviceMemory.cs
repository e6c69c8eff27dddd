using KernelGen.Devices.Cuda.Driver;

namespace KernelGen.Devices.Cuda;

/// <summary>Allocating memory of a device.</summary>
internal static class DeviceMemory
{
    /// <summary>So many bytes, at least one: CUDA allocates none for 0.</summary>
    public static CudaHandle Allocate(CudaDevice device, long bytes)
    {
        var wanted = (ulong)Math.Max(1, bytes);
        if (TryAllocate(device, wanted, out var result) is { } memory)
            return memory;
        if (result == CudaResult.OutOfMemory)
        {
            // Buffers that were forgotten hold memory until they are collected, and the collector does not see how much.
            GC.Collect();
            GC.WaitForPendingFinalizers();
            if (TryAllocate(device, wanted, out result) is { } freed)
                return freed;
        }
        throw device.Context.Failure(
            result, "cuMemAlloc", FormattableString.Invariant($"of {wanted} bytes on {device.Context.DeviceName}"), Advice(device, result));
    }

    private static CudaHandle? TryAllocate(CudaDevice device, ulong bytes, out CudaResult result)
        => device.Context.TryCreate(
            CudaHandleKind.Memory,
            "cuMemAlloc",
            (driver, out value) =>
            {
                var answer = driver.MemAlloc(out var address, bytes);
                value = (nint)address;
                return answer;
            },
            out result);

    private static string? Advice(CudaDevice device, CudaResult result)
    {
        if (result != CudaResult.OutOfMemory)
            return null;
        using var scope = device.Context.Enter("cuMemGetInfo");
        return device.Context.Driver.MemGetInfo(out var free, out var total) == CudaResult.Success
            ? FormattableString.Invariant($"{free} of {total} bytes are free; other processes and buffers that are not disposed hold the rest.")
            : null;
    }
}
