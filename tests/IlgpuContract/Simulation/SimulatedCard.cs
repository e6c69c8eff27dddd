using ILGPU.Runtime;
using ILGPU.Runtime.Cuda;

namespace KernelGen.IlgpuContract.Simulation;

/// <summary>Makes CUDA devices of given properties, for code that asks for them.</summary>
public static class SimulatedCard
{
    public static Device Create(string name, CudaArchitecture architecture, int multiprocessors, int registersPerGroup = 65536)
        => new CudaDevice(name, architecture, multiprocessors, registersPerGroup);
}
