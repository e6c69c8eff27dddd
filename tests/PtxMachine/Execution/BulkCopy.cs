using KernelGen.PtxMachine.Memory;

namespace KernelGen.PtxMachine.Execution;

/// <summary>A bulk copy into shared memory under way: chunks of 16 bytes with their places.</summary>
internal sealed class BulkCopy
{
    private readonly Warp warp;
    private readonly int lane;
    private readonly List<(ulong Target, UInt128 Chunk)> chunks = [];

    public BulkCopy(Warp warp, int lane)
    {
        this.warp = warp;
        this.lane = lane;
        EngineClock = ++warp.Block.EngineClock;
    }

    public uint EngineClock { get; }

    public int Bytes => chunks.Count * 16;

    /// <summary>From now on nobody may touch the target before the copy has been waited for.</summary>
    public void Add(ulong target, UInt128 chunk)
    {
        warp.Block.Memory.Shared.BeginCopy(warp, lane, target, 16, isBulk: true);
        chunks.Add((target, chunk));
    }

    public unsafe void Deliver()
    {
        foreach (var (target, chunk) in chunks)
            *(UInt128*)warp.Block.Memory.Shared.EndBulkCopy(warp, lane, target, 16, EngineClock) = chunk;
    }
}

/// <summary>Shared memory that stores in bulk read; they may still read it when they are waited for.</summary>
internal sealed class BulkReads(Warp warp)
{
    private readonly List<(ulong Address, int Group, int Lane)> reads = [];
    private int group;

    public void Clear()
    {
        reads.Clear();
        group = 0;
    }

    public void Add(int lane, ulong address) => reads.Add((address, group, lane));

    public void Commit() => group++;

    public unsafe void Wait(int groupsLeft)
    {
        foreach (var (address, readGroup, lane) in reads)
        {
            if (readGroup < group - groupsLeft)
                warp.Block.Memory.Shared.Read(warp, lane, address, 16);
        }

        reads.RemoveAll(read => read.Group < group - groupsLeft);
    }
}
