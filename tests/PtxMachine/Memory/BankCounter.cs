using System.Numerics;
using KernelGen.PtxMachine.Execution;

namespace KernelGen.PtxMachine.Memory;

/// <summary>
/// Counts passes over shared memory's 32 banks of 4 bytes. An access of 4 bytes per lane is one phase of 32 lanes, of 8 bytes two phases
/// of 16, of 16 bytes four of 8; in a phase every bank gives one word per pass, to all lanes that want that word.
/// </summary>
internal static class BankCounter
{
    private const int Banks = 32;

    public static void Count(Warp warp, uint mask, ReadOnlySpan<ulong> addresses, int bytesPerLane)
    {
        var lanesPerPhase = Math.Min(32, 128 / Math.Max(bytesPerLane, 4));
        for (var first = 0; first < 32; first += lanesPerPhase)
        {
            var phase = (mask >> first) & (uint)((1UL << lanesPerPhase) - 1);
            if (phase != 0)
                CountPhase(warp, phase, addresses[first..], bytesPerLane);
        }
    }

    /// <summary>Lanes of one phase, for example the eight rows of a matrix.</summary>
    public static void CountPhase(Warp warp, uint lanes, ReadOnlySpan<ulong> addresses, int bytesPerLane)
    {
        Span<ulong> words = stackalloc ulong[Banks * 4];
        var count = 0;
        for (var rest = lanes; rest != 0; rest &= rest - 1)
        {
            var address = addresses[BitOperations.TrailingZeroCount(rest)];
            for (var word = address / 4; word <= (address + (ulong)bytesPerLane - 1) / 4; word++)
                words[count++] = word;
        }

        var passes = Passes(words[..count]);
        warp.Block.Profile.SharedPasses[warp.Current.Index] += passes;
        warp.Block.Profile.SharedConflicts[warp.Current.Index] += passes - 1;
    }

    private static int Passes(Span<ulong> words)
    {
        Span<byte> perBank = stackalloc byte[Banks];
        perBank.Clear();
        var most = 0;
        if (IsOneRow(words))
            return 1;
        words.Sort();
        for (var i = 0; i < words.Length; i++)
        {
            if (i == 0 || words[i] != words[i - 1])
                most = Math.Max(most, ++perBank[(int)(words[i] % Banks)]);
        }

        return most;
    }

    // Most accesses touch 32 neighbouring words at most, in any order: no bank twice.
    private static bool IsOneRow(ReadOnlySpan<ulong> words)
    {
        var (low, high) = (ulong.MaxValue, 0UL);
        foreach (var word in words)
        {
            low = Math.Min(low, word);
            high = Math.Max(high, word);
        }

        return high - low < Banks;
    }
}
