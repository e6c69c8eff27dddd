using KernelGen.IlgpuContract.Simulation;

namespace ILGPU.Runtime;

public static partial class KernelLoaders
{
    private static SimulatedKernel Explicit(Accelerator accelerator, Delegate action, KernelSpecialization specialization) =>
        new(accelerator, action.Method, isExplicitlyGrouped: true, specialization);

    private static SimulatedKernel AutoGrouped(Accelerator accelerator, Delegate action) =>
        new(accelerator, action.Method, isExplicitlyGrouped: false, KernelSpecialization.Empty);
}
