using System.Numerics;
using System.Runtime.CompilerServices;
using KernelGen.PtxMachine.Execution;

namespace KernelGen.PtxMachine.Memory;

/// <summary>
/// Remembers for every granule of shared memory which warp wrote it last, and when each warp last read it. Time is a vector clock per warp
/// (<see cref="Clock"/>) that barriers join, so it finds every pair of accesses by two warps, one of them writing, that nothing orders,
/// in whatever order the warps happened to run; and every read of what this block has not written.
/// </summary>
internal sealed class SharedShadow
{
    private const byte NoCopy = byte.MaxValue;

    private readonly int granuleShift;
    private readonly int warps;
    private readonly uint[] writeClocks;
    private readonly byte[] writers;
    private readonly bool[] areAtomic;
    private readonly bool[] areAsynchronous;
    private readonly byte[] copies;
    private readonly uint[] readClocks;
    private uint startClock;

    public SharedShadow(int bytes, int granule, int warps)
    {
        granuleShift = BitOperations.Log2((uint)granule);
        this.warps = warps;
        var cells = (bytes >> granuleShift) + 1;
        writeClocks = new uint[cells];
        writers = new byte[cells];
        areAtomic = new bool[cells];
        areAsynchronous = new bool[cells];
        copies = new byte[cells];
        readClocks = new uint[cells * warps];
    }

    /// <summary>A new block: what an earlier one wrote is gone.</summary>
    public void Start(uint clock)
    {
        startClock = clock;
        Array.Fill(copies, NoCopy);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining | MethodImplOptions.AggressiveOptimization)]
    public void NoteRead(Warp warp, int lane, uint offset, int bytes)
    {
        var last = (offset + (uint)bytes - 1) >> granuleShift;
        for (var cell = offset >> granuleShift; cell <= last; cell++)
        {
            if (writeClocks[cell] < startClock || copies[cell] != NoCopy || writeClocks[cell] > warp.Clocks[writers[cell]])
                CheckRead(warp, lane, cell);
            readClocks[((int)cell * warps) + warp.Index] = warp.Clocks[warp.Index];
        }
    }

    public void NoteWrite(Warp warp, int lane, uint offset, int bytes, bool isAtomic = false)
    {
        var last = (offset + (uint)bytes - 1) >> granuleShift;
        for (var cell = offset >> granuleShift; cell <= last; cell++)
        {
            CheckWrite(warp, lane, cell, isAtomic);
            writeClocks[cell] = warp.Clocks[warp.Index];
            writers[cell] = (byte)warp.Index;
            areAtomic[cell] = isAtomic;
            areAsynchronous[cell] = false;
        }
    }

    /// <summary>An atomic operation reads, so somebody must have written before.</summary>
    public void NoteAtomic(Warp warp, int lane, uint offset, int bytes)
    {
        for (var cell = offset >> granuleShift; cell <= (offset + (uint)bytes - 1) >> granuleShift; cell++)
        {
            if (writeClocks[cell] < startClock)
                CheckRead(warp, lane, cell);
        }

        NoteWrite(warp, lane, offset, bytes, isAtomic: true);
    }

    /// <summary>
    /// An asynchronous copy begins to write: nobody may touch the bytes before it is waited for. One by the copy engine overtakes ordinary writes that were not fenced.
    /// </summary>
    public void BeginCopy(Warp warp, int lane, uint offset, int bytes, bool isBulk)
    {
        for (var cell = offset >> granuleShift; cell <= (offset + (uint)bytes - 1) >> granuleShift; cell++)
        {
            CheckWrite(warp, lane, cell, isAtomic: false);
            if (isBulk && writeClocks[cell] >= startClock)
                ExpectFenced(warp, lane, cell, "is overwritten by a bulk copy");
            copies[cell] = (byte)warp.Index;
        }
    }

    /// <summary>The copy has arrived, as far as <paramref name="warp"/> knows: it counts as written now.</summary>
    public void EndCopy(Warp warp, int lane, uint offset, int bytes)
    {
        for (var cell = offset >> granuleShift; cell <= (offset + (uint)bytes - 1) >> granuleShift; cell++)
            copies[cell] = NoCopy;
        NoteWrite(warp, lane, offset, bytes);
    }

    /// <summary>A bulk copy has arrived: the copy engine wrote it, at its own time.</summary>
    public void EndBulkCopy(uint offset, int bytes, uint engineClock)
    {
        for (var cell = offset >> granuleShift; cell <= (offset + (uint)bytes - 1) >> granuleShift; cell++)
        {
            copies[cell] = NoCopy;
            writeClocks[cell] = engineClock;
            writers[cell] = (byte)warps;
            areAtomic[cell] = false;
            areAsynchronous[cell] = true;
        }
    }

    /// <summary>A read by an asynchronous unit on behalf of a warp: what ordinary instructions wrote must have been fenced.</summary>
    public void NoteAsynchronousRead(Warp warp, int lane, uint offset, int bytes)
    {
        NoteRead(warp, lane, offset, bytes);
        for (var cell = offset >> granuleShift; cell <= (offset + (uint)bytes - 1) >> granuleShift; cell++)
            ExpectFenced(warp, lane, cell, "is read by an asynchronous unit");
    }

    private void ExpectFenced(Warp warp, int lane, uint cell, string access)
    {
        if (!areAsynchronous[cell] && !IsFenced(warp, cell))
        {
            throw warp.Fault(PtxFault.MissingProxyFence, lane,
                $"shared byte {AddressOf(cell)}, which warp {writers[cell]} wrote, {access} with no fence.proxy.async between.");
        }
    }

    // The writer may fence behind its write, or the reader behind the barrier that told it of the write.
    private bool IsFenced(Warp warp, uint cell)
    {
        var writer = writers[cell];
        return warp.FencedClocks[writer] >= writeClocks[cell] || warp.Block.Warps[writer].FencedClocks[writer] >= writeClocks[cell];
    }

    private void CheckRead(Warp warp, int lane, uint cell)
    {
        if (copies[cell] != NoCopy)
            throw Unfinished(warp, lane, cell);
        if (writeClocks[cell] < startClock)
        {
            throw warp.Fault(PtxFault.UninitialisedShared, lane,
                $"shared byte {AddressOf(cell)} is read, but no thread of the block wrote it: the write is missing, or a barrier.");
        }

        throw Race(warp, lane, cell, "is read", "wrote", writers[cell]);
    }

    private void CheckWrite(Warp warp, int lane, uint cell, bool isAtomic)
    {
        if (copies[cell] != NoCopy)
            throw Unfinished(warp, lane, cell);
        var writer = writers[cell];
        if (writeClocks[cell] > warp.Clocks[writer] && writeClocks[cell] >= startClock && !(isAtomic && areAtomic[cell]))
            throw Race(warp, lane, cell, "is written", "wrote", writer);
        var reads = readClocks.AsSpan((int)cell * warps, warps);
        for (var reader = 0; reader < reads.Length; reader++)
        {
            if (reads[reader] > warp.Clocks[reader])
                throw Race(warp, lane, cell, "is written", "reads", reader);
        }
    }

    private PtxFaultException Unfinished(Warp warp, int lane, uint cell) => warp.Fault(PtxFault.UnfinishedCopy, lane,
        $"shared byte {AddressOf(cell)} is the target of a copy of warp {copies[cell]} that nobody has waited for yet.");

    private PtxFaultException Race(Warp warp, int lane, uint cell, string access, string otherAccess, int other) =>
        warp.Fault(PtxFault.SharedRace, lane,
            $"shared byte {AddressOf(cell)} {access}, and warp {other} {otherAccess} it with no barrier between them.");

    // As the kernel's author counts: from the beginning of the block's shared memory.
    private string AddressOf(uint cell) => $"{cell << granuleShift}";
}
