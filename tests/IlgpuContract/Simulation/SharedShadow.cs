using System.Numerics;
using System.Runtime.CompilerServices;
using ILGPU;

namespace KernelGen.IlgpuContract.Simulation;

/// <summary>
/// Remembers for every granule of shared memory who wrote it last and who read it, and when. Every load and every store of a kernel comes
/// here, so it finds every pair of accesses to one granule by two threads, one of them writing, that no barrier separates; and every read
/// of what this group has not written. Time is a clock that grows at every barrier: a group barrier orders everything before it with
/// everything after it, a warp barrier does so among the threads of its warp.
/// </summary>
internal sealed class SharedShadow(SimulatedGroup group, nint address, int bytes, int granule)
{
    private const short SeveralThreads = -2;

    private readonly ShadowCell[] cells = new ShadowCell[(bytes / granule) + 1];
    private readonly int granuleShift = BitOperations.Log2((uint)granule);
    private uint startClock;
    private uint epochClock;

    // Hooks of the rewritten code: the address of every access, wherever it leads.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Read(nint target, int size, int site, SimulatedThread thread)
    {
        var shadow = thread.Shadow;
        if ((nuint)(target - shadow.Address) < (nuint)shadow.Bytes)
            shadow.NoteRead(target, size, thread, site);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Write(nint target, int size, int site, SimulatedThread thread)
    {
        var shadow = thread.Shadow;
        if ((nuint)(target - shadow.Address) < (nuint)shadow.Bytes)
            shadow.NoteWrite(target, size, thread, site, isAtomic: false);
    }

    public void Atomic(nint target, int size, SimulatedThread thread, int site)
    {
        if ((nuint)(target - Address) >= (nuint)Bytes)
            return;
        foreach (ref readonly var cell in CellsOf(target, size))
        {
            if (cell.WriteClock < startClock)
                throw Uninitialised(thread, site, target);
        }

        NoteWrite(target, size, thread, site, isAtomic: true);
    }

    /// <summary>A new group: what an earlier one wrote is gone.</summary>
    public void Start(uint clock) => startClock = epochClock = clock;

    /// <summary>A barrier of the group: nothing before it races with anything after it.</summary>
    public void Pass(uint clock) => epochClock = clock;

    private nint Address { get; } = address;

    private int Bytes { get; } = bytes;

    private Span<ShadowCell> CellsOf(nint target, int size)
    {
        var first = (int)(target - Address) >> granuleShift;
        var last = (int)(target - Address + size - 1) >> granuleShift;
        return cells.AsSpan(first, last - first + 1);
    }

    // The two hooks' bodies are optimised at once: a test's kernels run for too short a time to earn it.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void NoteRead(nint target, int size, SimulatedThread thread, int site)
    {
        foreach (ref var cell in CellsOf(target, size))
        {
            if (cell.WriteClock < startClock)
                throw Uninitialised(thread, site, target);
            if (Races(cell.WriteClock, cell.Writer, thread))
                throw Race(thread, site, target, "is read", "wrote", cell.Writer);
            cell.AddReader(thread, epochClock, group.WarpSize);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void NoteWrite(nint target, int size, SimulatedThread thread, int site, bool isAtomic)
    {
        foreach (ref var cell in CellsOf(target, size))
        {
            var isSameEpoch = cell.WriteClock >= epochClock;
            if (!(isAtomic && cell.IsAtomic) && Races(cell.WriteClock, cell.Writer, thread))
                throw Race(thread, site, target, "is written", "wrote", cell.Writer);
            if (Races(cell.ReadClock1, cell.Reader1, thread))
                throw Race(thread, site, target, "is written", "reads", cell.Reader1);
            if (Races(cell.ReadClock2, cell.Reader2, thread))
                throw Race(thread, site, target, "is written", "reads", cell.Reader2);
            cell.Writer = isAtomic && cell.IsAtomic && isSameEpoch && cell.Writer != thread.Index ? SeveralThreads : (short)thread.Index;
            cell.WriteClock = thread.Clock;
            cell.IsAtomic = isAtomic;
        }
    }

    private bool Races(uint clock, short other, SimulatedThread thread)
    {
        if (clock < epochClock || other == thread.Index)
            return false;
        var isSameWarp = other >= 0 && other / group.WarpSize == thread.Warp;
        return !isSameWarp || clock == thread.Clock;
    }

    private KernelFaultException Uninitialised(SimulatedThread thread, int site, nint target) => Fault(
        KernelFault.UninitialisedShared, thread, site, target,
        "is read before any thread of the group wrote it: a barrier is missing, or the write.");

    private KernelFaultException Race(SimulatedThread thread, int site, nint target, string access, string otherAccess, short other)
    {
        var who = other == SeveralThreads ? "several threads" : $"thread {group.NameOf(other)}";
        return Fault(KernelFault.SharedRace, thread, site, target, $"{access}, and {who} {otherAccess} it with no barrier between them.");
    }

    private KernelFaultException Fault(KernelFault fault, SimulatedThread thread, int site, nint target, string message) =>
        new(fault, thread, site, $"{group.Program.Shared.Describe((int)(target - Address))} {message}");
}
