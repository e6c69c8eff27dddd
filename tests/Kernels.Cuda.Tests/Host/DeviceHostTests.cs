using KernelGen.Devices.Cuda;

namespace KernelGen.Kernels.Cuda.Tests.Host;

/// <summary>The host on the GPU of this machine; skipped, with the reason, where there is none.</summary>
public sealed class DeviceHostTests : HostSuite
{
    [Fact]
    public void A_device_tells_what_it_is_and_is_found_by_its_uuid()
    {
        using var device = Open();
        device.Name.ShouldNotBeEmpty();
        device.Multiprocessors.ShouldBeGreaterThan(0);
        device.SharedMemoryPerBlock.ShouldBeGreaterThanOrEqualTo(48 * 1024);
        device.TotalMemory.ShouldBeGreaterThan(1 << 28);
        device.DriverVersion.ShouldBeGreaterThanOrEqualTo(new Version(11, 0));
        using var again = CudaDevice.Open(device.Uuid);
        again.Ordinal.ShouldBe(device.Ordinal);
        Should.Throw<ArgumentOutOfRangeException>(() => CudaDevice.Open(CudaDevice.Count)).Message.ShouldContain(device.Uuid.ToString());
    }

    protected override CudaDevice Open(CudaDeviceOptions? options = null)
    {
        Assert.SkipWhen(CudaDevice.WhyUnavailable is not null, CudaDevice.WhyUnavailable ?? "");
        var device = CudaDevice.Open(0, options);
        if (device.ComputeCapability >= new Version(8, 0))
            return device;
        device.Dispose();
        Assert.Skip($"{device.Describe()} is older than the kernels.");
        return device;
    }
}
