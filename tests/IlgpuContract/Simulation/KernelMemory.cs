using System.Runtime.CompilerServices;
using ILGPU;

namespace KernelGen.IlgpuContract.Simulation;

/// <summary>What rewritten code calls in place of SharedMemory and LocalMemory: the place of each allocation is known by then.</summary>
internal static class KernelMemory
{
    public static ArrayView<T> Shared<T>(int offset, int count, SimulatedThread thread)
        where T : unmanaged =>
        new(thread.Group.SharedRegion, thread.Group.SharedRegion.Address + offset, count);

    public static unsafe ref T SharedElement<T>(int offset, int count, SimulatedThread thread)
        where T : unmanaged =>
        ref Unsafe.AsRef<T>((void*)(thread.Group.SharedRegion.Address + offset));

    public static ArrayView<T> Dynamic<T>(SimulatedThread thread)
        where T : unmanaged =>
        Shared<T>(thread.Program.Shared.DynamicOffset, thread.Group.DynamicBytes / Unsafe.SizeOf<T>(), thread);

    public static ArrayView<T> Local<T>(int offset, int count, SimulatedThread thread)
        where T : unmanaged =>
        new(thread.Group.LocalRegion, thread.Group.LocalRegion.Address + (thread.Program.LocalBytes * thread.Index) + offset, count);
}
