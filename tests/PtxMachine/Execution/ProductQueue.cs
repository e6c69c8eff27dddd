using KernelGen.PtxMachine.Memory;

namespace KernelGen.PtxMachine.Execution;

/// <summary>
/// The wgmma products of one warp that nobody has waited for. Their values are there, but their registers count as being computed, and
/// the shared memory that they read counts as being read until the wait.
/// </summary>
internal sealed class ProductQueue(Warp warp)
{
    private readonly List<Product> products = [];
    private int group;

    /// <summary>The warp's time at its last <c>wgmma.fence</c>; -1 before the first.</summary>
    public long FenceTime { get; private set; } = -1;

    public bool IsBusy => products.Count > 0;

    public void Clear()
    {
        products.Clear();
        group = 0;
        FenceTime = -1;
    }

    public void Fence() => FenceTime = warp.Executed;

    public void Add(int[] accumulators, int[] factors, List<ulong> chunks) => products.Add(new Product(group, accumulators, factors, chunks));

    public void Commit() => group++;

    public bool IsComputing(int register) => products.Any(product => product.Accumulators.Contains(register));

    public bool IsReading(int register) => products.Any(product => product.Factors.Contains(register));

    public unsafe void Wait(int groupsLeft)
    {
        foreach (var product in products.Where(product => product.Group < group - groupsLeft))
        {
            foreach (var chunk in product.Chunks)
                warp.Block.Memory.Shared.ReadAsynchronously(warp, 0, chunk, 16);
        }

        var finished = products.Where(product => product.Group < group - groupsLeft).SelectMany(product => product.Accumulators).ToHashSet();
        products.RemoveAll(product => product.Group < group - groupsLeft);
        foreach (var register in finished.Where(register => !IsComputing(register)))
            warp.Define(register);
    }

    private sealed record Product(int Group, int[] Accumulators, int[] Factors, List<ulong> Chunks);
}
