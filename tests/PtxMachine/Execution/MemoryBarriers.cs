namespace KernelGen.PtxMachine.Execution;

/// <summary>The mbarrier objects of a block, by their shared addresses.</summary>
internal sealed class MemoryBarriers
{
    private readonly Dictionary<ulong, MemoryBarrier> barriers = [];

    public void Start() => barriers.Clear();

    public void Initialise(Warp warp, ulong address, uint count) => barriers[address] = new MemoryBarrier(warp.Block, count);

    public void Invalidate(Warp warp, int lane, ulong address)
    {
        Find(warp, lane, address);
        barriers.Remove(address);
    }

    public MemoryBarrier Find(Warp warp, int lane, ulong address) => barriers.TryGetValue(address, out var barrier)
        ? barrier
        : throw warp.Fault(PtxFault.IllegalOperand, lane,
            $"shared byte {address - Memory.StateAddress.SharedBase} holds no mbarrier: mbarrier.init is missing, or it was invalidated.");
}

/// <summary>
/// One mbarrier: a phase ends when all arrivals have come and all announced bytes. Bulk copies arrive as late as they may, when the phase
/// lacks nothing else and somebody asks for it.
/// </summary>
internal sealed class MemoryBarrier(Block block, uint count)
{
    private readonly uint[] joined = new uint[block.Launch.WarpsPerBlock + 1];
    private readonly uint[] published = new uint[block.Launch.WarpsPerBlock + 1];
    private readonly List<BulkCopy> copies = [];
    private long pendingArrivals = count;
    private long pendingBytes;

    /// <summary>The number of phases that have ended.</summary>
    public long Phase { get; private set; }

    public void Arrive(Warp warp, int lane, uint arrivals)
    {
        if (arrivals > pendingArrivals)
            throw warp.Fault(PtxFault.IllegalOperand, lane, $"{arrivals} arrivals, but the phase expects {pendingArrivals} more of {count}.");
        Clock.Release(warp, joined);
        pendingArrivals -= arrivals;
        EndPhaseIfComplete();
    }

    public void ExpectBytes(uint bytes)
    {
        pendingBytes += bytes;
        block.Progress++;
    }

    public void Add(BulkCopy copy)
    {
        copies.Add(copy);
        block.Progress++;
    }

    /// <summary>Whether a phase has ended; then <paramref name="warp"/> is ordered behind everything that ended it.</summary>
    public bool HasEnded(Warp warp, Func<long, bool> isEnded)
    {
        if (!isEnded(Phase) && pendingArrivals == 0)
            Deliver();
        if (!isEnded(Phase))
            return false;
        Clock.Acquire(warp, published);
        return true;
    }

    private void Deliver()
    {
        if (copies.Count == 0)
            return;
        foreach (var copy in copies)
        {
            copy.Deliver();
            pendingBytes -= copy.Bytes;
            joined[^1] = Math.Max(joined[^1], copy.EngineClock);
        }

        copies.Clear();
        EndPhaseIfComplete();
    }

    private void EndPhaseIfComplete()
    {
        block.Progress++;
        if (pendingArrivals != 0 || pendingBytes != 0)
            return;
        Phase++;
        pendingArrivals = count;
        joined.CopyTo(published, 0);
    }
}
