using KernelGen.Devices.Cuda.Driver;

namespace KernelGen.Devices.Cuda;

/// <summary>Brings PTX text into a device: compiled by the driver now, or compiled before and kept in a folder.</summary>
internal static unsafe class CudaLoader
{
    /// <summary>A loaded module.</summary>
    /// <param name="device">The device.</param>
    /// <param name="ptx">The text, ended with a zero byte.</param>
    /// <param name="name">What the kernels are called in messages.</param>
    /// <exception cref="CudaException">The driver cannot compile it; the exception has the compiler's log.</exception>
    public static CudaHandle Load(CudaDevice device, byte[] ptx, string name)
        => device.Options.CubinCache is { } folder && FromCache(device, ptx, new CudaCubinCache(folder)) is { } cached
            ? cached
            : FromText(device, ptx, name);

    // Null when this way does not work: the plain one then says why.
    private static CudaHandle? FromCache(CudaDevice device, byte[] ptx, CudaCubinCache cache)
    {
        var file = CudaCubinCache.Name(ptx, device.DriverVersion, device.ComputeCapability);
        if (cache.Read(file) is { } kept && TryLoad(device, kept, null, out _) is { } module)
            return module;
        if (Compile(device, ptx) is not { } cubin || TryLoad(device, cubin, null, out _) is not { } compiled)
            return null;
        cache.Write(file, cubin);
        return compiled;
    }

    private static CudaHandle FromText(CudaDevice device, byte[] ptx, string name)
    {
        using var log = new CudaJitLog();
        return TryLoad(device, ptx, log, out var result) ?? throw device.Context.Failure(
            result, "cuModuleLoadDataEx", $"of the kernels of {name} on {device.Context.DeviceName}", jitLog: log.Read());
    }

    private static CudaHandle? TryLoad(CudaDevice device, byte[] image, CudaJitLog? log, out CudaResult result)
        => device.Context.TryCreate(
            CudaHandleKind.Module,
            "cuModuleLoadDataEx",
            (driver, out value) =>
            {
                fixed (byte* bytes = image)
                {
                    return log is null
                        ? driver.ModuleLoadDataEx(out value, bytes, 0, null, null)
                        : driver.ModuleLoadDataEx(out value, bytes, CudaJitLog.Count, log.Options, log.Values);
                }
            },
            out result);

    // The linker of the driver is the documented way to the compiled code: it links one piece.
    private static byte[]? Compile(CudaDevice device, byte[] ptx)
    {
        using var scope = device.Context.Enter("cuLinkCreate");
        var driver = device.Context.Driver;
        if (driver.LinkCreate(0, null, null, out var state) != CudaResult.Success)
            return null;
        try
        {
            fixed (byte* text = ptx, name = "kernels\0"u8)
            {
                return driver.LinkAddPtx(state, text, (ulong)ptx.Length, name) == CudaResult.Success
                    && driver.LinkComplete(state, out var cubin, out var bytes) == CudaResult.Success
                    ? new ReadOnlySpan<byte>(cubin, checked((int)bytes)).ToArray()
                    : null;
            }
        }
        finally
        {
            driver.LinkDestroy(state);
        }
    }
}
