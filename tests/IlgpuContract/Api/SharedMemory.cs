using ILGPU.Runtime;
using KernelGen.IlgpuContract.Simulation;

namespace ILGPU;

/// <summary>Never called as written: the rewriter gives every allocation its place when the kernel is loaded.</summary>
public static class SharedMemory
{
    public static ArrayView<T> Allocate<T>(int extent)
        where T : unmanaged =>
        throw SimulatedThread.NotRewritten();

    public static ref T Allocate<T>()
        where T : unmanaged =>
        throw SimulatedThread.NotRewritten();

    public static ArrayView1D<T, Stride1D.Dense> Allocate1D<T>(Index1D extent)
        where T : unmanaged =>
        throw SimulatedThread.NotRewritten();

    public static ArrayView<T> GetDynamic<T>()
        where T : unmanaged =>
        throw SimulatedThread.NotRewritten();
}
