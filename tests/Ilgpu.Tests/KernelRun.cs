using ILGPU;
using ILGPU.Runtime;
using ILGPU.Runtime.CPU;
using KernelGen.IlgpuContract.Rewriting;
using KernelGen.IlgpuContract.Simulation;

namespace KernelGen.Ilgpu.Tests;

/// <summary>Runs kernels that write to one view of floats, on warps of 32 unless a test says otherwise.</summary>
internal static class KernelRun
{
    public const int Threads = 64;

    public static float[] Run(Action<ArrayView<float>> kernel, int threads = Threads, int groups = 1, Device? device = null)
    {
        using var context = Context.Create(builder => builder.Add(device ?? CPUDevice.Nvidia));
        using var accelerator = context.Devices[0].CreateAccelerator(context);
        using var output = accelerator.Allocate1D<float>(threads * groups);
        accelerator.LoadStreamKernel(kernel)((groups, threads), output.View);
        accelerator.Synchronize();
        return output.GetAsArray1D();
    }

    public static KernelFaultException Fault(
        KernelFault fault, Action<ArrayView<float>> kernel, int threads = Threads, int groups = 1, Device? device = null)
    {
        var exception = Should.Throw<KernelFaultException>(() => Run(kernel, threads, groups, device));
        exception.Fault.ShouldBe(fault, exception.Message);
        return exception;
    }

    public static KernelRefusedException Refusal(Delegate kernel, Device? device = null)
    {
        using var context = Context.Create(builder => builder.Add(device ?? CPUDevice.Nvidia));
        using var accelerator = context.Devices[0].CreateAccelerator(context);
        return Should.Throw<KernelRefusedException>(() => accelerator.LoadKernel<Action<AcceleratorStream, KernelConfig>>(kernel.Method));
    }

    private static Context.Builder Add(this Context.Builder builder, Device device) => device switch
    {
        CPUDevice processor => builder.CPU(processor),
        _ => builder.Simulated((SimulatedDevice)device),
    };
}
