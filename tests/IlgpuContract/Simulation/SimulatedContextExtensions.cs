using ILGPU;

namespace KernelGen.IlgpuContract.Simulation;

public static class SimulatedContextExtensions
{
    public static Context.Builder Simulated(this Context.Builder builder, ILGPU.Runtime.Device device) => builder.Add(device);
}
