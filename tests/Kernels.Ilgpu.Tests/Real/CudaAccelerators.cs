using ILGPU;
using ILGPU.Runtime;
using ILGPU.Runtime.Cuda;

namespace KernelGen.Kernels.Ilgpu.Tests.Real;

/// <summary>Accelerators of NVIDIA's cards.</summary>
internal static class CudaAccelerators
{
    /// <summary>An accelerator of the first card.</summary>
    public static Accelerator Create()
    {
        var context = Context.Create(builder => builder.Cuda().Optimize(OptimizationLevel.O2));
        return context.GetCudaDevices().Count > 0
            ? context.GetCudaDevice(0).CreateCudaAccelerator(context)
            : throw new InvalidOperationException($"{TestAccelerator.Switch} is 'cuda', and no CUDA device was found.");
    }
}
