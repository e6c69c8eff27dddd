using System.Collections.Concurrent;
using KernelGen.Devices.Cpu;

namespace KernelGen;

/// <summary>
/// The memory outside the garbage collector's heap in which calls on the processor pack keys and values and keep their parts. It stays for later calls, so
/// that these allocate nothing: as much as the largest calls needed that ran at the same time.
/// </summary>
public static class ScratchMemory
{
    private static readonly ConcurrentBag<IIdleMemory> s_idle = [];

    /// <summary>Bytes that there are now, those of running calls included.</summary>
    public static long Bytes => NativeBuffer.TotalBytes;

    /// <summary>Gives back what no running call uses, as after one long prompt. The next call takes its memory anew.</summary>
    public static void Trim()
    {
        foreach (var idle in s_idle)
            idle.Trim();
    }

    /// <summary>Makes <see cref="Trim"/> ask this one too.</summary>
    internal static void Add(IIdleMemory idle) => s_idle.Add(idle);
}
