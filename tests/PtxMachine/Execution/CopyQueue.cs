using System.Diagnostics.CodeAnalysis;

namespace KernelGen.PtxMachine.Execution;

/// <summary>The asynchronous copies of one warp that nobody has waited for. Every thread counts its own groups.</summary>
internal sealed class CopyQueue(Warp warp)
{
    private readonly int[] groups = new int[32];
    private List<PendingCopy> pending = [];
    private List<PendingCopy> remaining = [];

    public void Clear()
    {
        pending.Clear();
        Array.Clear(groups);
    }

    /// <summary>The number of the group that the lane is filling.</summary>
    public int GroupOf(int lane) => groups[lane];

    public void Add(PendingCopy copy) => pending.Add(copy);

    public void Commit(uint mask)
    {
        for (var lane = 0; lane < 32; lane++)
            groups[lane] += (int)(mask >> lane & 1);
    }

    /// <summary>Delivers the groups of the lanes in <paramref name="mask"/> but the last ones.</summary>
    public void Wait(uint mask, int groupsLeft, bool isAll)
    {
        remaining.Clear();
        foreach (var copy in pending)
        {
            var isWaitedFor = (mask >> copy.Lane & 1) != 0 && (isAll || copy.Group < groups[copy.Lane] - groupsLeft);
            if (isWaitedFor)
                Deliver(copy);
            else
                remaining.Add(copy);
        }

        (pending, remaining) = (remaining, pending);
    }

    private unsafe void Deliver(PendingCopy copy)
    {
        var target = warp.Block.Memory.Shared.EndCopy(warp, copy.Lane, copy.Target, copy.Bytes);
        copy.Data.CopyTo(new Span<byte>(target, copy.Bytes));
    }
}

/// <summary>One lane's copy: at most 16 bytes, kept until they are waited for.</summary>
internal struct PendingCopy(int lane, int group, ulong target, int bytes)
{
    private UInt128 data;

    public int Lane { get; } = lane;

    public int Group { get; } = group;

    public ulong Target { get; } = target;

    public int Bytes { get; } = bytes;

    [UnscopedRef]
    public Span<byte> Data => System.Runtime.InteropServices.MemoryMarshal.AsBytes(new Span<UInt128>(ref data))[..Bytes];
}
