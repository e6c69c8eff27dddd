namespace KernelGen.PtxMachine.Execution;

/// <summary>
/// The registers of a block. It begins with as many for each thread as the assembler can give out; <c>setmaxnreg.inc</c> takes what others gave
/// back, and on a GPU it waits until they did. Whether that ever happens is asked at the end: here registers are not scarce.
/// </summary>
internal sealed class RegisterPool(Block block)
{
    // PTX ISA: a multiprocessor has 65536; a thread is given them in steps of 8.
    private const int OfMultiprocessor = 65536;
    private const int Step = 8;
    private const int MostOfThread = 256;

    private readonly int[] counts = new int[block.Launch.WarpsPerBlock];
    private Warp? lastTaker;

    private int PerThread => Math.Min(MostOfThread, OfMultiprocessor / (counts.Length * 32) / Step * Step);

    public void Start()
    {
        Array.Fill(counts, PerThread);
        lastTaker = null;
    }

    public void Set(Warp warp, bool isMore, int count)
    {
        var before = counts[warp.Index];
        if (isMore ? count < before : count > before)
        {
            throw warp.Fault(PtxFault.IllegalOperand, 0,
                $"setmaxnreg.{(isMore ? "inc" : "dec")} asks for {count} registers of a thread, which has {before}.");
        }

        counts[warp.Index] = count;
        lastTaker = isMore ? warp : lastTaker;
    }

    /// <summary>Faults when more was taken than given back.</summary>
    public void Check()
    {
        var (taken, owned) = (counts.Sum() * 32, counts.Length * 32 * PerThread);
        if (lastTaker is not null && taken > owned)
        {
            throw lastTaker.Fault(PtxFault.Deadlock, 0,
                $"setmaxnreg waits for ever: the block's warps ask for {taken} registers, and it has {owned}, {PerThread} for each thread.");
        }
    }
}
