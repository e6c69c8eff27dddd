using KernelGen.IlgpuContract.Rewriting;

namespace KernelGen.IlgpuContract.Simulation;

/// <summary>
/// The locals of all threads of a group, one array per type. The arrays are pinned, because addresses of locals are kept across waits.
/// </summary>
internal sealed class ThreadFrames
{
    private readonly Array[] arrays;
    private readonly int threadCount;

    public ThreadFrames(FrameLayout layout, int threadCount)
    {
        this.threadCount = threadCount;
        arrays = layout.Allocate(threadCount);
        Arrays = [.. arrays];
    }

    public object[] Arrays { get; }

    public void Reset(Array[] template)
    {
        for (var i = 0; i < arrays.Length; i++)
        {
            var length = template[i].Length;
            for (var thread = 0; thread < threadCount; thread++)
                Array.Copy(template[i], 0, arrays[i], thread * length, length);
        }
    }
}
