using System.Numerics;
using KernelGen.PtxMachine.Execution;

namespace KernelGen.PtxMachine.Memory;

/// <summary>Counts the sectors of 32 bytes that one access of a warp to global memory touches.</summary>
internal static class SectorCounter
{
    public static void Count(Warp warp, uint mask, ReadOnlySpan<ulong> addresses, int bytesPerLane)
    {
        // A lane touches one sector, since accesses are aligned and have 16 bytes at most.
        Span<ulong> sectors = stackalloc ulong[32];
        var count = 0;
        for (var lanes = mask; lanes != 0; lanes &= lanes - 1)
        {
            var sector = addresses[BitOperations.TrailingZeroCount(lanes)] / 32;
            if (bytesPerLane > 0 && (count == 0 || sectors[count - 1] != sector))
                sectors[count++] = sector;
        }

        sectors = sectors[..count];
        sectors.Sort();
        var different = count == 0 ? 0 : 1;
        for (var i = 1; i < count; i++)
            different += sectors[i] == sectors[i - 1] ? 0 : 1;
        warp.Block.Profile.GlobalSectors[warp.Current.Index] += different;
    }
}
