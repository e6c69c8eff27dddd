using System.Runtime.CompilerServices;
using ILGPU;
using ILGPU.Runtime;
using KernelGen.IlgpuContract.Rewriting;

namespace KernelGen.IlgpuContract.Simulation;

/// <summary>
/// The threads of one group and their memory, reused from group to group. Threads take turns: each runs to its next wait, so what they do
/// between two barriers happens one thread after another, always in the same order. Races do not show in results here; the shadow finds
/// them.
/// </summary>
internal sealed class SimulatedGroup
{
    private readonly SimulatedThread[] threads;
    private readonly SimulatedWarp[] warps;
    private readonly ThreadFrames frames;
    private uint clock;

    public SimulatedGroup(KernelProgram program, Accelerator accelerator, int threadCount, int dynamicBytes)
    {
        Program = program;
        Accelerator = accelerator;
        WarpSize = accelerator.WarpSize;
        DynamicBytes = dynamicBytes;
        SharedRegion = MemoryRegion.Allocate(accelerator, "shared memory", program.Shared.PlacedBytes + dynamicBytes);
        LocalRegion = MemoryRegion.Allocate(accelerator, "local memory", (long)program.LocalBytes * threadCount);
        Shadow = new SharedShadow(this, SharedRegion.Address, program.Shared.PlacedBytes + dynamicBytes, program.Shared.Granule);
        frames = new ThreadFrames(program.Frame, threadCount);
        threads = [.. Enumerable.Range(0, threadCount).Select(index => new SimulatedThread(this, index, frames.Arrays))];
        warps = [.. threads.Chunk(WarpSize).Select(members => new SimulatedWarp(this, members))];
    }

    public KernelProgram Program { get; }

    public Accelerator Accelerator { get; }

    public int WarpSize { get; }

    public int DynamicBytes { get; }

    public MemoryRegion SharedRegion { get; }

    public MemoryRegion LocalRegion { get; }

    public SharedShadow Shadow { get; }

    public KernelLaunch Launch { get; private set; } = null!;

    public Index3D Position { get; private set; }

    public int ThreadCount => threads.Length;

    public void Run(KernelLaunch launch, Index3D position)
    {
        Launch = launch;
        Position = position;
        var start = Tick();
        Shadow.Start(start);
        frames.Reset(launch.FrameTemplate);
        foreach (var thread in threads)
            thread.Restart(launch.Config.GroupDim, start);
        while (RunToBarrier())
            PassBarrier();
    }

    public uint Tick() => ++clock;

    public string NameOf(int thread) => threads[thread].Position.ToString();

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private bool RunToBarrier()
    {
        foreach (var warp in warps)
            warp.Run();
        var waiting = Array.FindIndex(threads, static thread => !thread.IsFinished);
        if (waiting < 0)
            return false;
        Divergence.Check(KernelFault.DivergentBarrier, "group", threads, threads[waiting]);
        return true;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void PassBarrier()
    {
        Exchange.OfGroup(threads);
        var epoch = Tick();
        Shadow.Pass(epoch);
        foreach (var thread in threads)
            thread.Release(epoch);
    }
}
