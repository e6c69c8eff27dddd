using ILGPU;
using ILGPU.Runtime;
using ILGPU.Runtime.CPU;

namespace KernelGen.Ilgpu.Tests.Semantics;

/// <summary>Runs a kernel by name. Nothing of ILGPU shows outside, so it can be called in another load context.</summary>
public static class SemanticRun
{
    public const int Groups = 2;
    public const int Threads = 64;

    public static int[] Run(string kernel, int warpSize)
    {
        using var context = Context.Create(builder => builder.CPU(new CPUDevice(warpSize, Threads / warpSize, 1)));
        using var accelerator = context.GetCPUDevice(0).CreateCPUAccelerator(context, CPUAcceleratorMode.Parallel);
        using var output = accelerator.Allocate1D(new int[Groups * Threads]);
        var launcher = accelerator.LoadKernel<Action<AcceleratorStream, KernelConfig, ArrayView<int>>>(
            typeof(SemanticKernels).GetMethod(kernel)!);
        launcher(accelerator.DefaultStream, (Groups, Threads), output.View);
        return output.GetAsArray1D();
    }
}
