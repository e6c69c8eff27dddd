using System.Reflection;
using ILGPU;
using ILGPU.Backends.EntryPoints;
using ILGPU.Backends.PTX;
using ILGPU.Runtime;
using ILGPU.Runtime.CPU;
using ILGPU.Runtime.Cuda;

namespace KernelGen.Kernels.Ilgpu.Tests.Real;

/// <summary>ILGPU's PTX backend for compute capability 8.0, which needs no card.</summary>
internal static class PtxCompiler
{
    /// <summary>The PTX of a kernel at O2, as a CUDA accelerator would hand it to the driver.</summary>
    public static string Compile(MethodInfo kernel, int threads)
    {
        // A context of its own: after a kernel that it refuses, ILGPU's context is not usable.
        using var context = Context.Create(builder => builder.CPU().Optimize(OptimizationLevel.O2));
        var architecture = new CudaArchitecture(8, 0);
        using var backend = new PTXBackend(context, new CudaCapabilityContext(architecture), architecture, CudaInstructionSet.ISA_80, null);
        var compiled = backend.Compile(EntryPointDescription.FromExplicitlyGroupedKernel(kernel), new KernelSpecialization(threads, null));
        return ((PTXCompiledKernel)compiled).PTXAssembly;
    }
}
