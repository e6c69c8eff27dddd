using ILGPU.Runtime;

namespace KernelGen.IlgpuContract.Simulation;

internal sealed class SimulatedStream(Accelerator accelerator) : AcceleratorStream(accelerator)
{
    public override void Synchronize() => Queue.Synchronize();
}
