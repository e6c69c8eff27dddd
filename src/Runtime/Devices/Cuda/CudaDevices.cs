using System.Globalization;
using KernelGen.Devices.Cuda.Driver;

namespace KernelGen.Devices.Cuda;

/// <summary>The devices of a driver: counting, finding, taking their contexts.</summary>
internal static class CudaDevices
{
    /// <summary>How many devices there are; at least 1.</summary>
    /// <exception cref="CudaException">The driver cannot start, is too old, or sees no device.</exception>
    public static int Count(CudaDriver driver)
    {
        Check(driver, driver.Init(0), "cuInit");
        Check(driver, driver.DriverGetVersion(out var number), "cuDriverGetVersion");
        var version = CudaVersions.FromNumber(number);
        if (version < CudaVersions.Oldest)
        {
            throw new CudaException(
                $"The NVIDIA driver supports CUDA {version}; at least {CudaVersions.Oldest} is needed, which drivers from 450 on have. "
                + "Update the driver.");
        }
        Check(driver, driver.DeviceGetCount(out var count), "cuDeviceGetCount");
        return count > 0 ? count : throw CudaException.From(driver, CudaResult.NoDevice, "cuDeviceGetCount");
    }

    /// <summary>What all devices are, by ordinal; none is opened.</summary>
    /// <exception cref="CudaException">The driver cannot start, is too old, or sees no device.</exception>
    public static IReadOnlyList<CudaDeviceFacts> All(CudaDriver driver)
        => [.. Enumerable.Range(0, Count(driver)).Select(ordinal => Facts(driver, ordinal))];

    /// <summary>The device of an ordinal, its context held.</summary>
    public static (CudaContext Context, CudaDeviceFacts Facts) Open(CudaDriver driver, int ordinal)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(ordinal);
        var count = Count(driver);
        if (ordinal >= count)
            throw new ArgumentOutOfRangeException(nameof(ordinal), ordinal, $"CUDA has {Listed(driver, count)}; there is no device {ordinal}.");
        Check(driver, driver.DeviceGet(out var device, ordinal), "cuDeviceGet");
        var facts = CudaDeviceFacts.Read(driver, device, ordinal);
        var result = driver.PrimaryContextRetain(out var context, device);
        if (result != CudaResult.Success)
            throw CudaException.From(driver, result, "cuDevicePrimaryCtxRetain", $"of {facts.Title}");
        return (new CudaContext(driver, new CudaContextHandle(driver, context, device, isBorrowed: false), facts.Title), facts);
    }

    /// <summary>The device whose UUID is given, its context held.</summary>
    public static (CudaContext Context, CudaDeviceFacts Facts) Open(CudaDriver driver, Guid uuid)
    {
        var count = Count(driver);
        for (var ordinal = 0; ordinal < count; ordinal++)
        {
            if (Facts(driver, ordinal).Uuid == uuid)
                return Open(driver, ordinal);
        }
        throw new ArgumentException($"CUDA has {Listed(driver, count)}; none has the UUID {uuid}.", nameof(uuid));
    }

    /// <summary>Somebody else's context and its device.</summary>
    public static (CudaContext Context, CudaDeviceFacts Facts) Borrow(CudaDriver driver, nint context)
    {
        var count = Count(driver);
        Check(driver, driver.ContextPush(context), "cuCtxPushCurrent");
        var result = driver.ContextGetDevice(out var device);
        driver.ContextPop(out _);
        Check(driver, result, "cuCtxGetDevice");
        var facts = CudaDeviceFacts.Read(driver, device, Ordinal(driver, device, count));
        return (new CudaContext(driver, new CudaContextHandle(driver, context, device, isBorrowed: true), facts.Title), facts);
    }

    private static int Ordinal(CudaDriver driver, int device, int count)
    {
        for (var ordinal = 0; ordinal < count; ordinal++)
        {
            Check(driver, driver.DeviceGet(out var candidate, ordinal), "cuDeviceGet");
            if (candidate == device)
                return ordinal;
        }
        return device;
    }

    private static CudaDeviceFacts Facts(CudaDriver driver, int ordinal)
    {
        Check(driver, driver.DeviceGet(out var device, ordinal), "cuDeviceGet");
        return CudaDeviceFacts.Read(driver, device, ordinal);
    }

    private static string Listed(CudaDriver driver, int count)
    {
        var names = Enumerable.Range(0, count).Select(ordinal => Facts(driver, ordinal))
            .Select(facts => string.Create(CultureInfo.InvariantCulture, $"{facts.Ordinal} = {facts.Name} {facts.Uuid}"));
        return $"{(count == 1 ? "one device" : FormattableString.Invariant($"{count} devices"))} ({string.Join(", ", names)})";
    }

    private static void Check(CudaDriver driver, CudaResult result, string call)
    {
        if (result != CudaResult.Success)
            throw CudaException.From(driver, result, call);
    }
}
