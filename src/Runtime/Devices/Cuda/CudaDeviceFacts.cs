using System.Text;
using KernelGen.Devices.Cuda.Driver;

namespace KernelGen.Devices.Cuda;

/// <summary>What a device is, as its driver tells.</summary>
/// <param name="Ordinal">Its place in the order in which CUDA counts devices.</param>
/// <param name="Name">The vendor's name.</param>
/// <param name="Uuid">What identifies it wherever it is plugged in.</param>
/// <param name="ComputeCapability">For example 9.0.</param>
/// <param name="Multiprocessors">Multiprocessors.</param>
/// <param name="SharedMemoryPerBlock">Bytes of shared memory that a block can ask for.</param>
/// <param name="TotalMemory">Bytes of memory.</param>
/// <param name="DriverVersion">The newest CUDA that the driver supports.</param>
internal sealed record CudaDeviceFacts(
    int Ordinal, string Name, Guid Uuid, Version ComputeCapability, int Multiprocessors, int SharedMemoryPerBlock, long TotalMemory,
    Version DriverVersion)
{
    /// <summary>The first part of every key.</summary>
    public const string Target = "cuda";

    private const int LongestName = 256;
    private const int UuidBytes = 16;

    /// <summary>Bytes of the cache that all multiprocessors share.</summary>
    public int L2CacheBytes { get; init; }

    /// <summary>In messages.</summary>
    public string Title => FormattableString.Invariant($"{Name} (device {Ordinal})");

    /// <summary>The device key, for example <c>cuda:nvidia-h200:9.0:132mp</c>.</summary>
    public string Key => new DeviceKey(
        Target, DeviceKey.Sanitize(Name), ComputeCapability.ToString(), FormattableString.Invariant($"{Multiprocessors}mp")).ToString();

    /// <summary>The device class: the key without model and multiprocessors.</summary>
    public string Class => $"{Target}:{ComputeCapability}";

    /// <summary>One English line.</summary>
    public string Describe()
        => FormattableString.Invariant($"{Name}, compute capability {ComputeCapability}, {Multiprocessors} multiprocessors, CUDA {DriverVersion}");

    /// <summary>Asks the driver.</summary>
    /// <param name="driver">The driver, initialised.</param>
    /// <param name="device">The driver's number of the device.</param>
    /// <param name="ordinal">Its ordinal.</param>
    public static CudaDeviceFacts Read(CudaDriver driver, int device, int ordinal)
    {
        Span<byte> name = stackalloc byte[LongestName];
        name.Clear();
        Check(driver, driver.DeviceGetName(name, device), "cuDeviceGetName", ordinal);
        Span<byte> uuid = stackalloc byte[UuidBytes];
        Check(driver, driver.DeviceGetUuid(uuid, device), "cuDeviceGetUuid", ordinal);
        Check(driver, driver.DeviceTotalMem(out var memory, device), "cuDeviceTotalMem", ordinal);
        Check(driver, driver.DriverGetVersion(out var version), "cuDriverGetVersion", ordinal);
        int Ask(CudaDeviceAttribute attribute)
        {
            Check(driver, driver.DeviceGetAttribute(out var value, attribute, device), "cuDeviceGetAttribute", ordinal);
            return value;
        }
        return new CudaDeviceFacts(
            ordinal,
            Encoding.UTF8.GetString(name[..Math.Max(0, name.IndexOf((byte)0))]),
            new Guid(uuid, bigEndian: true),
            new Version(Ask(CudaDeviceAttribute.ComputeCapabilityMajor), Ask(CudaDeviceAttribute.ComputeCapabilityMinor)),
            Ask(CudaDeviceAttribute.MultiprocessorCount),
            Ask(CudaDeviceAttribute.MaxSharedMemoryPerBlockOptin),
            (long)memory,
            CudaVersions.FromNumber(version))
        {
            L2CacheBytes = Ask(CudaDeviceAttribute.L2CacheSize),
        };
    }

    private static void Check(CudaDriver driver, CudaResult result, string call, int ordinal)
    {
        if (result != CudaResult.Success)
            throw CudaException.From(driver, result, call, FormattableString.Invariant($"of device {ordinal}"));
    }
}
