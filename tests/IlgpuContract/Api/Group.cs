using KernelGen.IlgpuContract.Simulation;

namespace ILGPU;

/// <summary>The barriers and the broadcast are never called as written: the rewriter turns them into suspensions.</summary>
public static class Group
{
    public static int IdxX => SimulatedThread.Running.Position.X;

    public static int IdxY => SimulatedThread.Running.Position.Y;

    public static int IdxZ => SimulatedThread.Running.Position.Z;

    public static Index3D Index => SimulatedThread.Running.Position;

    public static int DimX => Dimension.X;

    public static int DimY => Dimension.Y;

    public static int DimZ => Dimension.Z;

    public static Index3D Dimension => SimulatedThread.Running.Group.Launch.Config.GroupDim;

    public static int LinearIndex => SimulatedThread.Running.Index;

    public static bool IsFirstThread => SimulatedThread.Running.Index == 0;

    public static bool IsLastThread => SimulatedThread.Running.Index == Dimension.Size - 1;

    public static void Barrier() => throw SimulatedThread.NotRewritten();

    public static int BarrierPopCount(bool predicate) => throw SimulatedThread.NotRewritten();

    public static bool BarrierAnd(bool predicate) => throw SimulatedThread.NotRewritten();

    public static bool BarrierOr(bool predicate) => throw SimulatedThread.NotRewritten();

    public static T Broadcast<T>(T value, int groupIndex)
        where T : unmanaged =>
        throw SimulatedThread.NotRewritten();
}
