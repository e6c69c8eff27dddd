using KernelGen.IlgpuContract.Simulation;

namespace ILGPU;

/// <summary>The barrier and the shuffles are never called as written: the rewriter turns them into suspensions.</summary>
public static class Warp
{
    public static int WarpSize => SimulatedThread.Running.Group.Launch.WarpSize;

    public static int LaneIdx => SimulatedThread.Running.Lane;

    public static int WarpIdx => SimulatedThread.Running.Warp;

    public static bool IsFirstLane => LaneIdx == 0;

    public static bool IsLastLane => LaneIdx == WarpSize - 1;

    public static void Barrier() => throw SimulatedThread.NotRewritten();

    public static T Shuffle<T>(T variable, int sourceLane)
        where T : unmanaged =>
        throw SimulatedThread.NotRewritten();

    public static T Shuffle<T>(T variable, int sourceLane, int width)
        where T : unmanaged =>
        throw SimulatedThread.NotRewritten();

    public static T ShuffleDown<T>(T variable, int delta)
        where T : unmanaged =>
        throw SimulatedThread.NotRewritten();

    public static T ShuffleDown<T>(T variable, int delta, int width)
        where T : unmanaged =>
        throw SimulatedThread.NotRewritten();

    public static T ShuffleUp<T>(T variable, int delta)
        where T : unmanaged =>
        throw SimulatedThread.NotRewritten();

    public static T ShuffleUp<T>(T variable, int delta, int width)
        where T : unmanaged =>
        throw SimulatedThread.NotRewritten();

    public static T ShuffleXor<T>(T variable, int mask)
        where T : unmanaged =>
        throw SimulatedThread.NotRewritten();

    public static T ShuffleXor<T>(T variable, int mask, int width)
        where T : unmanaged =>
        throw SimulatedThread.NotRewritten();

    public static T Broadcast<T>(T value, int sourceLane)
        where T : unmanaged =>
        throw SimulatedThread.NotRewritten();
}
