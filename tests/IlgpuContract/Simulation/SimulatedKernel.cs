using System.Reflection;
using ILGPU;
using ILGPU.Runtime;
using KernelGen.IlgpuContract.Rewriting;

namespace KernelGen.IlgpuContract.Simulation;

/// <summary>A kernel that is loaded for an accelerator.</summary>
internal sealed class SimulatedKernel(
    Accelerator accelerator, MethodInfo method, bool isExplicitlyGrouped, KernelSpecialization specialization)
{
    private readonly KernelProgram program = KernelRewriter.Rewrite(method, accelerator.Device, isExplicitlyGrouped);

    /// <summary>The launch is checked at once, as a driver does; the kernel runs when its stream is waited for.</summary>
    public void Enqueue(AcceleratorStream? stream, KernelConfig config, params object[] arguments)
    {
        ObjectDisposedException.ThrowIf(accelerator.IsDisposed, accelerator);
        LaunchChecks.Check(program, accelerator.Device, specialization, config);
        var launch = new KernelLaunch(program, accelerator, config, arguments);
        (stream ?? accelerator.DefaultStream).Queue.Enqueue(launch.Run);
    }
}
