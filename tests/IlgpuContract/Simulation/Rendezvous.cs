namespace KernelGen.IlgpuContract.Simulation;

/// <summary>What a thread waits for: the whole group, or its warp.</summary>
internal enum Rendezvous
{
    None,
    GroupBarrier,
    GroupPopCount,
    GroupAnd,
    GroupOr,
    GroupBroadcast,
    WarpBarrier,
    WarpShuffle,
    WarpShuffleDown,
    WarpShuffleUp,
    WarpShuffleXor,
}

internal static class RendezvousKinds
{
    public static bool IsOfGroup(this Rendezvous rendezvous) => rendezvous is >= Rendezvous.GroupBarrier and <= Rendezvous.GroupBroadcast;

    public static bool IsShuffle(this Rendezvous rendezvous) => rendezvous >= Rendezvous.WarpShuffle;
}
