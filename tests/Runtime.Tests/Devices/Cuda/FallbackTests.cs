using KernelGen.Devices.Cuda;
using KernelGen.Devices.Cuda.Driver;
using KernelGen.PtxMachine.Driver;
using KernelGen.Runtime.Tests.Planning;
using Shouldly;
using Xunit;

namespace KernelGen.Runtime.Tests.Devices.Cuda;

/// <summary>The processor in place of a device, where copies or memory fail.</summary>
[Collection(ScratchMemoryTests.Collection)]
public sealed unsafe class FallbackTests
{
    private static readonly AttentionOptions s_options = new() { FallBackToCpu = true };

    private readonly CudaKernels _kernels = new(HandmadeSpec.Of(CountingClassifier.Everything())) { WhyNone = "this is a test" };

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    public void A_copy_that_fails_leaves_no_memory_of_the_host_behind(int copiesBefore)
    {
        const int Keys = 1 << 18;
        using var host = new PtxHost();
        using var device = host.Open();
        using var query = device.Allocate<float>(HandmadeSpec.HeadDim);
        using var key = device.Allocate<float>((long)Keys * HandmadeSpec.HeadDim);
        using var output = device.Allocate<float>(HandmadeSpec.HeadDim);
        for (var i = 0; i < copiesBefore; i++)
            host.Driver.Script.Answer(nameof(CudaDriver.MemcpyDeviceToHostAsync), CudaResult.Success);
        host.Driver.Script.Answer(nameof(CudaDriver.MemcpyDeviceToHostAsync), CudaResult.InvalidValue);
        var before = ScratchMemory.Bytes;
        Should.Throw<CudaException>(() => _kernels.Run(
            device.DefaultStream, query, key, key, output, null, new AttentionShape(1, 1, 1, 1, Keys), null, s_options, null));
        // K alone has 64 MiB; other tests have less in hand.
        (ScratchMemory.Bytes - before).ShouldBeLessThan(key.Bytes / 2);
    }

    [Fact]
    public void Memory_of_the_host_is_not_taken_to_a_device_that_computes_nothing()
    {
        using var host = new PtxHost();
        using var device = host.Open();
        host.Driver.MemoryBytes = 1;
        var row = new float[HandmadeSpec.HeadDim];
        var output = new float[HandmadeSpec.HeadDim];
        _kernels.RunOnHostMemory<float, float>(device, row, row, row, output, default, writesLse: false, new AttentionShape(1, 1, 1, 1, 1), s_options, null);
        host.Driver.Script.Calls(nameof(CudaDriver.MemAlloc)).ShouldBe(0);
    }
}
