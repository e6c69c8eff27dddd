using ILGPU;
using ILGPU.Runtime;
using ILGPU.Runtime.CPU;
#if REAL_ILGPU
using KernelGen.Kernels.Ilgpu.Tests.Real;
#endif

namespace KernelGen.Kernels.Ilgpu.Tests;

/// <summary>The accelerator that the tests compute on: a CPU accelerator, or with a real ILGPU another one that the environment asks for.</summary>
internal static class TestAccelerator
{
    /// <summary>The environment variable that chooses: <c>cpu</c>, <c>opencl</c> or <c>cuda</c>.</summary>
    public const string Switch = "KERNELGEN_ILGPU";

    /// <summary>Creates the accelerator that was chosen. Its context lives as long as the process.</summary>
    public static Accelerator Create() => Environment.GetEnvironmentVariable(Switch) switch
    {
        null or "" or "cpu" => CreateCpu(Context.Create(builder => builder.CPU(new CPUDevice(32, 8, 1)))),
#if REAL_ILGPU
        "opencl" => OpenCLAccelerators.Create(),
        "cuda" => CudaAccelerators.Create(),
        var other => throw new InvalidOperationException($"{Switch} is '{other}'; it may be cpu, opencl or cuda."),
#else
        var other => throw new InvalidOperationException($"{Switch} is '{other}'; without a real ILGPU (-p:IlgpuAssembly=<path>) it may be cpu alone."),
#endif
    };

    /// <summary>A CPU accelerator with the first CPU device of a context.</summary>
    public static CPUAccelerator CreateCpu(Context context) => context.GetCPUDevice(0).CreateCPUAccelerator(context, CPUAcceleratorMode.Parallel);
}
