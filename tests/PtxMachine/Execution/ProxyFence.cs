namespace KernelGen.PtxMachine.Execution;

/// <summary><c>fence.proxy.async</c>: what the warp knows of now, the asynchronous units may read.</summary>
internal sealed class ProxyFence : Operation
{
    public override void Execute(Warp warp, uint mask)
    {
        warp.Clocks.CopyTo(warp.FencedClocks, 0);
        // Writes from now on are later than the fence.
        warp.Clocks[warp.Index]++;
    }
}
