using System.Runtime.CompilerServices;

namespace KernelGen.IlgpuContract.Simulation;

/// <summary>Everybody who must take part waits at the same instruction, or a GPU hangs (or goes on with wrong memory).</summary>
internal static class Divergence
{
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Check(KernelFault fault, string whole, SimulatedThread[] threads, SimulatedThread first)
    {
        foreach (var thread in threads)
        {
            if (thread.IsFinished || thread.WaitingSite != first.WaitingSite)
                throw new KernelFaultException(fault, first, first.WaitingSite, Describe(whole, first, thread));
        }
    }

    private static string Describe(string whole, SimulatedThread first, SimulatedThread other) =>
        $"{first.Waiting} needs every thread of the {whole}, but thread {other.Position} "
        + (other.IsFinished ? "has finished." : $"waits in {other.Waiting}, {other.Program.PlaceOf(other.WaitingSite)}.");
}
