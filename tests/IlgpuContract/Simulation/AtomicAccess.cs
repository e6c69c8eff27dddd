using System.Runtime.CompilerServices;

namespace KernelGen.IlgpuContract.Simulation;

/// <summary>The read and the write of an atomic operation: they never race with other atomic operations, but with plain accesses.</summary>
internal static unsafe class AtomicAccess
{
    public static T Load<T>(ref T target)
        where T : unmanaged
    {
        var thread = SimulatedThread.Running;
        thread.Shadow.Atomic((nint)Unsafe.AsPointer(ref target), sizeof(T), thread, thread.Site);
        return target;
    }
}
