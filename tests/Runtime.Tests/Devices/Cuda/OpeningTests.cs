using KernelGen.Devices.Cuda;
using KernelGen.Devices.Cuda.Driver;
using KernelGen.PtxMachine.Driver;
using Shouldly;
using Xunit;

namespace KernelGen.Runtime.Tests.Devices.Cuda;

public sealed class OpeningTests
{
    [Fact]
    public void A_device_says_what_it_is()
    {
        using var host = new PtxHost(devices: 2);
        host.Driver.Name = "NVIDIA H200 MIG 1g.18gb";
        using var device = host.Open(1);
        device.Ordinal.ShouldBe(1);
        device.Name.ShouldBe("NVIDIA H200 MIG 1g.18gb");
        device.Uuid.ShouldBe(Guid.Parse("00000000-0000-0000-0000-000000000002"));
        device.ComputeCapability.ShouldBe(new Version(9, 0));
        device.Multiprocessors.ShouldBe(132);
        device.SharedMemoryPerBlock.ShouldBe(227 * 1024);
        device.TotalMemory.ShouldBe(1L << 40);
        device.DriverVersion.ShouldBe(new Version(13, 0));
        device.Key.ShouldBe("cuda:nvidia-h200-mig-1g.18gb:9.0:132mp");
        device.Class.ShouldBe("cuda:9.0");
        device.Describe().ShouldBe("NVIDIA H200 MIG 1g.18gb, compute capability 9.0, 132 multiprocessors, CUDA 13.0");
    }

    [Fact]
    public void A_device_is_found_by_its_uuid()
    {
        using var host = new PtxHost(devices: 3);
        var (context, facts) = CudaDevices.Open(host.Driver, Guid.Parse("00000000-0000-0000-0000-000000000003"));
        facts.Ordinal.ShouldBe(2);
        context.Dispose();
        Should.Throw<ArgumentException>(() => CudaDevices.Open(host.Driver, Guid.Parse("00000000-0000-0000-0000-000000000009")))
            .Message.ShouldContain("3 devices (0 = PTX machine 00000000-0000-0000-0000-000000000001, 1 = ");
    }

    [Fact]
    public void An_ordinal_that_is_too_high_is_told_what_devices_there_are()
    {
        using var host = new PtxHost();
        var exception = Should.Throw<ArgumentOutOfRangeException>(() => host.Open(1));
        exception.ParamName.ShouldBe("ordinal");
        exception.Message.ShouldContain("CUDA has one device (0 = PTX machine 00000000-0000-0000-0000-000000000001); there is no device 1.");
        Should.Throw<ArgumentOutOfRangeException>(() => host.Open(-1));
    }

    [Fact]
    public void Without_a_device_the_message_says_so()
    {
        using var host = new PtxHost(devices: 0);
        var exception = Should.Throw<CudaException>(() => host.Open());
        exception.Name.ShouldBe("CUDA_ERROR_NO_DEVICE");
        exception.Code.ShouldBe(100);
        exception.Call.ShouldBe("cuDeviceGetCount");
        exception.Message.ShouldContain("There is no NVIDIA GPU that this process may use; one in MIG mode without instances counts as none.");
    }

    [Theory]
    [InlineData((int)CudaResult.NoDevice, "no NVIDIA GPU")]
    [InlineData((int)CudaResult.StubLibrary, "LD_LIBRARY_PATH")]
    [InlineData((int)CudaResult.SystemDriverMismatch, "restart the machine")]
    [InlineData((int)CudaResult.SystemNotReady, "fabric manager")]
    [InlineData((int)CudaResult.CompatNotSupportedOnDevice, "forward compatibility")]
    public void A_driver_that_cannot_start_says_what_to_do(int answer, string advice)
    {
        using var host = new PtxHost();
        host.Driver.Script.Answer(nameof(CudaDriver.Init), (CudaResult)answer);
        var exception = Should.Throw<CudaException>(() => host.Open());
        exception.Call.ShouldBe("cuInit");
        exception.Message.ShouldContain(advice);
    }

    [Fact]
    public void Devices_that_are_hidden_are_looked_for_where_they_are_hidden()
    {
        const string Variable = "CUDA_VISIBLE_DEVICES";
        var before = Environment.GetEnvironmentVariable(Variable);
        try
        {
            Environment.SetEnvironmentVariable(Variable, "MIG-1234");
            CudaResults.Advice(CudaResult.NoDevice).ShouldContain("CUDA_VISIBLE_DEVICES is 'MIG-1234'; it lists the ordinals or UUIDs");
            Environment.SetEnvironmentVariable(Variable, null);
            CudaResults.Advice(CudaResult.NoDevice).ShouldNotContain(Variable);
        }
        finally
        {
            Environment.SetEnvironmentVariable(Variable, before);
        }
    }

    [Fact]
    public void A_driver_that_is_too_old_is_told_so()
    {
        using var host = new PtxHost();
        host.Driver.Version = 10020;
        Should.Throw<CudaException>(() => host.Open()).Message
            .ShouldBe("The NVIDIA driver supports CUDA 10.2; at least 11.0 is needed, which drivers from 450 on have. Update the driver.");
    }

    [Theory]
    [InlineData((int)CudaResult.DeviceUnavailable, "Exclusive Process")]
    [InlineData((int)CudaResult.InvalidDevice, "MIG mode needs an instance")]
    [InlineData((int)CudaResult.OutOfMemory, "cuDevicePrimaryCtxRetain of PTX machine (device 0)")]
    public void A_device_that_cannot_be_taken_says_why(int answer, string advice)
    {
        using var host = new PtxHost();
        host.Driver.Script.Answer(nameof(CudaDriver.PrimaryContextRetain), (CudaResult)answer);
        Should.Throw<CudaException>(() => host.Open()).Message.ShouldContain(advice);
    }

    [Fact]
    public void Devices_can_be_open_several_times_and_beside_each_other()
    {
        using var host = new PtxHost(devices: 2);
        using var first = host.Open(0);
        using var again = host.Open(0);
        using var second = host.Open(1);
        using var values = first.Allocate<int>([1, 2, 3]);
        using var others = second.Allocate<int>([4, 5]);
        again.Dispose();
        values.ToArray().ShouldBe([1, 2, 3]);
        others.ToArray().ShouldBe([4, 5]);
    }

    [Fact]
    public void Two_openings_of_one_device_share_their_memory()
    {
        using var host = new PtxHost();
        using var first = host.Open();
        using var second = host.Open();
        using var source = first.Allocate<int>([1, 2, 3]);
        using var target = second.Allocate<int>(3);
        target.CopyFrom(source);
        target.ToArray().ShouldBe([1, 2, 3]);
    }

    [Fact]
    public void Every_call_gives_its_context_back()
    {
        using var host = new PtxHost();
        using (var device = host.Open())
        {
            using var buffer = device.Allocate<int>([1]);
            Should.Throw<ArgumentException>(() => CudaModule.Load(device, Kernels.Scale, "test").Function("none"));
            host.Driver.Script.Answer(nameof(CudaDriver.MemcpyDeviceToHostAsync), CudaResult.Unknown);
            Should.Throw<CudaException>(() => buffer.ToArray());
        }
        host.Driver.ContextDepth.ShouldBe(0);
    }
}
