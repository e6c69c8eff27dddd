using ILGPU.Runtime;
using ILGPU.Runtime.Cuda;

namespace KernelGen.IlgpuContract.Simulation;

/// <summary>Makes CUDA devices of given properties, for code that asks for them.</summary>
public static class SimulatedCard
{
    /// <param name="name">The vendor's name.</param>
    /// <param name="architecture">The compute capability.</param>
    /// <param name="multiprocessors">Multiprocessors.</param>
    /// <param name="registersPerGroup">Registers of a group.</param>
    /// <param name="driver">What code beside ILGPU reaches the card by; null when there is no such code.</param>
    public static CudaDevice Create(
        string name, CudaArchitecture architecture, int multiprocessors, int registersPerGroup = 65536, ICardDriver? driver = null)
        => new(name, architecture, multiprocessors, registersPerGroup, driver);
}
