namespace KernelGen.IlgpuContract.Simulation;

/// <summary>Who touched a granule of shared memory last, and when.</summary>
internal struct ShadowCell
{
    public uint WriteClock;
    public uint ReadClock1;
    public uint ReadClock2;
    public short Writer;
    public short Reader1;
    public short Reader2;
    public bool IsAtomic;

    /// <summary>
    /// Two readers of different warps, where there are two, are enough: whoever writes differs from one of them. Within one warp the
    /// later one counts, because a warp barrier has ordered the earlier one.
    /// </summary>
    public void AddReader(SimulatedThread thread, uint epoch, int warpSize)
    {
        if (ReadClock1 < epoch || Reader1 == thread.Index)
            (ReadClock1, Reader1) = (thread.Clock, (short)thread.Index);
        else if (ReadClock2 < epoch || Reader2 == thread.Index)
            (ReadClock2, Reader2) = (thread.Clock, (short)thread.Index);
        else if (Reader1 / warpSize == Reader2 / warpSize)
            ReplaceOlder(thread);
        else if (Reader1 / warpSize == thread.Warp && ReadClock1 < thread.Clock)
            (ReadClock1, Reader1) = (thread.Clock, (short)thread.Index);
        else if (Reader2 / warpSize == thread.Warp && ReadClock2 < thread.Clock)
            (ReadClock2, Reader2) = (thread.Clock, (short)thread.Index);
    }

    private void ReplaceOlder(SimulatedThread thread)
    {
        if (ReadClock1 <= ReadClock2)
            (ReadClock1, Reader1) = (thread.Clock, (short)thread.Index);
        else
            (ReadClock2, Reader2) = (thread.Clock, (short)thread.Index);
    }
}
