using KernelGen.IlgpuContract.Simulation;

namespace ILGPU;

public static class Grid
{
    public static int IdxX => Index.X;

    public static int IdxY => Index.Y;

    public static int IdxZ => Index.Z;

    public static Index3D Index => SimulatedThread.Running.Group.Position;

    public static int DimX => Dimension.X;

    public static int DimY => Dimension.Y;

    public static int DimZ => Dimension.Z;

    public static Index3D Dimension => SimulatedThread.Running.Group.Launch.Config.GridDim;

    public static int LinearIndex => (((IdxZ * DimY) + IdxY) * DimX) + IdxX;

    public static Index3D GlobalIndex
    {
        get
        {
            var thread = SimulatedThread.Running;
            var group = thread.Group.Position;
            var size = thread.Group.Launch.Config.GroupDim;
            return new Index3D(
                (group.X * size.X) + thread.Position.X, (group.Y * size.Y) + thread.Position.Y, (group.Z * size.Z) + thread.Position.Z);
        }
    }

    public static int GlobalLinearIndex => (LinearIndex * Group.Dimension.Size) + Group.LinearIndex;
}
