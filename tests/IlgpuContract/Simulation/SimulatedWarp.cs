using System.Runtime.CompilerServices;

namespace KernelGen.IlgpuContract.Simulation;

/// <summary>Runs the threads of a warp until each of them waits for the group or has finished; warp operations happen on the way.</summary>
internal sealed class SimulatedWarp(SimulatedGroup group, SimulatedThread[] threads)
{
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Run()
    {
        while (true)
        {
            foreach (var thread in threads)
            {
                if (!thread.IsFinished && thread.Waiting == Rendezvous.None)
                    thread.Run();
            }

            var waiting = Array.FindIndex(threads, static thread => !thread.IsFinished && !thread.Waiting.IsOfGroup());
            if (waiting < 0)
                return;
            Divergence.Check(KernelFault.DivergentWarp, "warp", threads, threads[waiting]);
            Pass(threads[waiting]);
        }
    }

    private void Pass(SimulatedThread first)
    {
        // Only the barrier orders memory; a shuffle exchanges registers.
        var clock = first.Clock;
        if (first.Waiting.IsShuffle())
            Exchange.OfWarp(threads, group.WarpSize);
        else
            clock = group.Tick();
        foreach (var thread in threads)
            thread.Release(clock);
    }
}
