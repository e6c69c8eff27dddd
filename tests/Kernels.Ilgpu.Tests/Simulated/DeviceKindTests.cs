using ILGPU;
using KernelGen.IlgpuContract.Simulation;
using KernelGen.Kernels.Cases;
using KernelGen.Templates.Specs;

namespace KernelGen.Kernels.Ilgpu.Tests.Simulated;

/// <summary>
/// Kernels ask what kind of accelerator runs them: rows are reduced by shuffles on CUDA and through shared memory elsewhere. The simulation
/// refuses shuffles where a device has none, and finds lanes that do not come to one.
/// </summary>
public sealed class DeviceKindTests
{
    private static readonly SpecCase[] s_specs =
    [
        new(ElementType.Float32, 64, 64, MaskKind.Causal, WritesLse: true),
        new(ElementType.Float16, 128, 128, MaskKind.WindowAndSink),
        new(ElementType.BFloat16, 40, 40, MaskKind.Sink, Softcap: 15, WritesLse: true),
        new(ElementType.Float32, 256, 256, MaskKind.None),
    ];

    private static readonly AttentionShape[] s_shapes = [new(1, 4, 2, 70, 90), new(2, 4, 2, 1, 600), new(1, 2, 2, 65, 0)];

    public static TheoryData<string> Cases =>
    [
        .. from spec in s_specs
           from shape in s_shapes
           select new KernelCase(spec, shape).ToString(),
    ];

    [Theory]
    [MemberData(nameof(Cases))]
    public void A_CUDA_device_gives_what_the_definition_says(string test) => CudaSuite.Instance.Check(test);

    [Theory]
    [MemberData(nameof(Cases))]
    public void An_OpenCL_device_gives_what_the_definition_says(string test) => OpenCLSuite.Instance.Check(test);

    private sealed class CudaSuite() : KernelSuite(Runner(SimulatedDevice.Cuda))
    {
        public static CudaSuite Instance { get; } = new();

        public new void Check(string test) => base.Check(test);
    }

    private sealed class OpenCLSuite() : KernelSuite(Runner(SimulatedDevice.OpenCL))
    {
        public static OpenCLSuite Instance { get; } = new();

        public new void Check(string test) => base.Check(test);
    }

    private static IlgpuRunner Runner(SimulatedDevice device)
    {
        var context = Context.Create(builder => builder.Simulated(device));
        return new IlgpuRunner(context.Devices[0].CreateAccelerator(context));
    }
}
