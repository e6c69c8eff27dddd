namespace KernelGen.Devices.Cpu;

/// <summary>How many packed key heads exist at a time: they share a ring of so many places.</summary>
internal static class PackedRing
{
    // One packed head is being read, the next one written. Tickets wait for earlier ones only, so with two places all of them get on.
    private const int Fewest = 2;

    // Few query rows of many heads on many threads would have a place for every thread: gigabytes, where sequences are long.
    private const long MostBytes = 512L << 20;

    /// <summary>The places.</summary>
    /// <param name="heads">Key heads of the call.</param>
    /// <param name="threads">Threads that take part.</param>
    /// <param name="computeTickets">Pieces of work that read one packed head.</param>
    /// <param name="headBytes">Bytes of a packed head.</param>
    public static int Places(int heads, int threads, int computeTickets, long headBytes)
    {
        // More than two where the threads reach over several heads.
        var wanted = Fewest + (2 * threads - 1) / Math.Max(1, computeTickets);
        var affordable = Math.Max(Fewest, MostBytes / Math.Max(1, headBytes));
        return (int)Math.Min(Math.Min(heads, wanted), affordable);
    }
}
