using KernelGen.Devices.Cuda;
using KernelGen.Templates.Cuda;
using KernelGen.Templates.Cuda.Wgmma;
using KernelGen.Tuner.Cuda;
// The tests of this project have a CudaModule of their own.
using LoadedModule = KernelGen.Devices.Cuda.CudaModule;

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

    [Theory]
    [InlineData("64")]
    [InlineData("128")]
    [InlineData("128 e4m3")]
    public void Kernels_that_move_registers_begin_with_as_many_as_they_count_on(string name)
    {
        using var device = Open();
        Assert.SkipWhen(device.ComputeCapability != new Version(9, 0), $"{device.Name} does not move registers.");
        var spec = GateSpecs.Named(name);
        foreach (var config in WgmmaConfigSpace.Defaults(spec))
        {
            var variant = CudaVariants.Of(CudaKernelSources.Of(spec, config.Id));
            using var module = LoadedModule.Load(device, variant.Text(), name);
            variant.RequireRegisters(module.Function(variant.Entry));
            module.Function(variant.Entry).LocalBytes.ShouldBe(0);
        }
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
