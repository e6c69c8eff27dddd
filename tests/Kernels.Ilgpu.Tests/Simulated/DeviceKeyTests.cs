using ILGPU;
using ILGPU.Runtime.Cuda;
using KernelGen.IlgpuContract.Simulation;
using KernelGen.Selection;

namespace KernelGen.Kernels.Ilgpu.Tests.Simulated;

/// <summary>What emitted code finds out about an accelerator; the devices exist in the simulation alone.</summary>
public sealed class DeviceKeyTests
{
    [Fact]
    public void A_card_is_known_by_its_name_its_capability_and_its_multiprocessors()
        => Steps(SimulatedCard.Create("Test Card (80 GB)", new CudaArchitecture(9, 0), 4)).ShouldContain(" on ilgpu:test-card-80-gb:cuda-9.0:4mp");

    [Fact]
    public void An_OpenCL_device_has_no_capability()
        => Steps(SimulatedDevice.OpenCL).ShouldContain(" on ilgpu:simulated-opencl-device:opencl:2mp");

    [Fact]
    public void A_card_with_few_registers_gets_the_variant_that_fits_them()
    {
        // 64 threads need about 12,000 registers with 8 rows each, 7,000 with 4.
        var report = Report(SimulatedCard.Create("Small card", new CudaArchitecture(5, 3), 1, registersPerGroup: 10_000));
        report.Variant.ShouldBe("ilgpu.simt/q16-k64-g64-r4");
    }

    private static string Steps(ILGPU.Runtime.Device device) => string.Join('\n', Report(device).Steps);

    private static SelectionReport Report(ILGPU.Runtime.Device device)
    {
        using var context = Context.Create(builder => builder.Simulated(device));
        using var accelerator = context.Devices[0].CreateAccelerator(context);
        var shape = new AttentionShape(1, 1, 1, 64, 64);
        var (input, output, expected) = (new float[64 * 32], new float[64 * 32], new float[64 * 32]);
        for (var i = 0; i < input.Length; i++)
            input[i] = i % 7 * 0.125f;
        SelectionReport? told = null;
        CausalSpec.Forward(accelerator, input, input, input, output, shape, new AttentionOptions { Explain = report => told = report });
        CausalSpec.Forward(input, input, input, expected, shape);
        output.ShouldBe(expected, 1e-5);
        return told!;
    }
}
