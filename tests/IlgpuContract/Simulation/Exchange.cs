using System.Runtime.InteropServices;

namespace KernelGen.IlgpuContract.Simulation;

/// <summary>Who gets whose value when a rendezvous is complete.</summary>
internal static class Exchange
{
    public static void OfGroup(SimulatedThread[] threads)
    {
        switch (threads[0].Waiting)
        {
            case Rendezvous.GroupBarrier:
                break;
            case Rendezvous.GroupBroadcast:
                Broadcast(threads);
                break;
            default:
                Vote(threads);
                break;
        }
    }

    /// <summary>
    /// As the shfl instruction of PTX does it: within segments of the width; a lane outside of its segment gives the own value.
    /// </summary>
    public static void OfWarp(SimulatedThread[] threads, int warpSize)
    {
        foreach (var thread in threads)
        {
            var source = SourceLane(thread, thread.Width == 0 ? warpSize : thread.Width);
            if (source >= threads.Length)
            {
                throw new KernelFaultException(
                    KernelFault.DivergentWarp, thread, thread.WaitingSite,
                    $"{thread.Waiting} reads lane {source}, but the warp has {threads.Length} threads: "
                    + $"the group is no multiple of {warpSize}.");
            }

            threads[source].Offered.CopyTo(thread.Received);
        }
    }

    private static int SourceLane(SimulatedThread thread, int width)
    {
        var (lane, selector) = (thread.Lane, thread.Selector);
        var segment = lane / width * width;
        return thread.Waiting switch
        {
            Rendezvous.WarpShuffle => segment + (selector & (width - 1)),
            Rendezvous.WarpShuffleUp => lane - selector < segment ? lane : lane - selector,
            Rendezvous.WarpShuffleDown => lane + selector >= segment + width ? lane : lane + selector,
            _ => (lane ^ selector) >= segment + width ? lane : lane ^ selector,
        };
    }

    private static void Broadcast(SimulatedThread[] threads)
    {
        var source = threads[0].Selector;
        foreach (var thread in threads)
        {
            if (thread.Selector != source || source < 0 || source >= threads.Length)
            {
                throw new KernelFaultException(
                    KernelFault.DivergentBarrier, thread, thread.WaitingSite,
                    $"Broadcast from thread {thread.Selector}: every thread must name the same thread of the {threads.Length}.");
            }

            threads[source].Offered.CopyTo(thread.Received);
        }
    }

    private static void Vote(SimulatedThread[] threads)
    {
        var votes = threads.Count(static thread => thread.Offered[0] != 0);
        var result = threads[0].Waiting switch
        {
            Rendezvous.GroupAnd => votes == threads.Length ? 1 : 0,
            Rendezvous.GroupOr => votes > 0 ? 1 : 0,
            _ => votes,
        };
        foreach (var thread in threads)
            MemoryMarshal.Write(thread.Received, result);
    }
}
