namespace KernelGen.PtxMachine.Execution;

/// <summary>
/// The registers of a block. It begins with as many for each thread as the assembler can give out; <c>setmaxnreg.inc</c> takes what others gave
/// back, and waits until they did.
/// </summary>
internal sealed class RegisterPool(Block block)
{
    // PTX ISA: a multiprocessor has 65536; a thread is given them in steps of 8.
    private const int OfMultiprocessor = 65536;
    private const int Step = 8;
    private const int MostOfThread = 256;

    private readonly int[] counts = new int[block.Launch.WarpsPerBlock];
    private readonly List<(Warp Warp, int Count)> waiting = [];

    private int PerThread => Math.Min(MostOfThread, OfMultiprocessor / (counts.Length * 32) / Step * Step);

    // For each lane of the warps.
    private int Owned => counts.Length * PerThread;

    public void Start()
    {
        Array.Fill(counts, PerThread);
        waiting.Clear();
    }

    public void Set(Warp warp, bool isMore, int count)
    {
        var before = counts[warp.Index];
        if (isMore ? count < before : count > before)
        {
            throw warp.Fault(PtxFault.IllegalOperand, 0,
                $"setmaxnreg.{(isMore ? "inc" : "dec")} asks for {count} registers of a thread, which has {before}.");
        }

        if (isMore && !HasRoom(warp, count))
        {
            waiting.Add((warp, count));
            warp.Wait($"waits for {count} registers of a thread; the block has {Owned * 32}, {PerThread} for each thread, and its warps hold {counts.Sum() * 32}");
            return;
        }

        counts[warp.Index] = count;
        Serve();
    }

    private bool HasRoom(Warp warp, int count) => counts.Sum() - counts[warp.Index] + count <= Owned;

    private void Serve()
    {
        for (var i = 0; i < waiting.Count; i++)
        {
            var (warp, count) = waiting[i];
            if (!HasRoom(warp, count))
                continue;
            counts[warp.Index] = count;
            waiting.RemoveAt(i--);
            block.Progress++;
            warp.Resume();
        }
    }
}
