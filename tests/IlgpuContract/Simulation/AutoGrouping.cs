using ILGPU;
using ILGPU.Runtime;

namespace KernelGen.IlgpuContract.Simulation;

/// <summary>Implicitly grouped kernels: one thread per index, x running fastest, in one-dimensional groups.</summary>
internal static class AutoGrouping
{
    private const int PreferredGroupSize = 128;

    public static KernelConfig Of(Accelerator accelerator, IIndex extent)
    {
        var groupSize = Math.Min(PreferredGroupSize, accelerator.MaxNumThreadsPerGroup);
        var groups = checked((int)((extent.Size + groupSize - 1) / groupSize));
        return new KernelConfig(groups, groupSize);
    }

    /// <summary>The index of a thread; the threads behind the last index are told to leave.</summary>
    public static TIndex Enter<TIndex>(TIndex extent, SimulatedThread thread)
        where TIndex : struct, IIndex
    {
        var number = ((long)thread.Group.Position.X * thread.Group.Launch.Config.GroupDim.X) + thread.Index;
        thread.IsOutsideGrid = number >= extent.Size;
        return (TIndex)Split(extent, number);
    }

    private static IIndex Split(IIndex extent, long number) => extent switch
    {
        Index1D => new Index1D((int)number),
        LongIndex1D => new LongIndex1D(number),
        Index2D e => new Index2D((int)(number % e.X), (int)(number / e.X)),
        Index3D e => new Index3D((int)(number % e.X), (int)(number / e.X % e.Y), (int)(number / e.X / e.Y)),
        _ => throw new NotSupportedException(
            $"{extent.GetType().Name} is not an index of this slice: Index1D, Index2D, Index3D, LongIndex1D."),
    };
}
