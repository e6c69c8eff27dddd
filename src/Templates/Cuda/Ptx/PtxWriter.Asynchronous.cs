namespace KernelGen.Templates.Cuda.Ptx;

/// <summary>Memory barriers, bulk copies by tensor maps, and barriers of some of a block's threads. PTX ISA, chapters 9.7.9 and 9.7.13.</summary>
internal sealed partial class PtxWriter
{
    /// <summary>The address of a tensor map that is a parameter (PTX 7.7, for <c>cvta.param</c>).</summary>
    public void MapAddress(PtxRegister to, string name)
    {
        Require(7, 7, 70);
        Emit("mov.b64", to, name);
        Emit("cvta.param.u64", to, to);
    }

    /// <summary>Fetches a tensor map ahead of its first use (PTX 8.0, sm_90).</summary>
    public void PrefetchMap(PtxRegister map)
    {
        Require(8, 0, 90);
        Emit("prefetch.tensormap", Address(map, 0));
    }

    /// <summary>Makes a memory barrier whose phases end with that many arrivals, and the bytes that some of them announce (PTX 7.8 with a space, sm_80).</summary>
    public void InitialiseBarrier(PtxRegister at, int offset, int arrivals)
    {
        Require(7, 8, 80);
        Emit("mbarrier.init.shared::cta.b64", Address(at, offset), arrivals);
    }

    /// <summary>Lets the copy engine know of the memory barriers that were made (PTX 8.0, sm_90).</summary>
    public void FenceBarriers()
    {
        Require(8, 0, 90);
        Emit("fence.mbarrier_init.release.cluster");
    }

    /// <summary>Orders this thread's accesses to shared memory before those of the asynchronous units (PTX 8.0, sm_90).</summary>
    public void FenceProxy()
    {
        Require(8, 0, 90);
        Emit("fence.proxy.async.shared::cta");
    }

    /// <summary>Arrives at a memory barrier; what this thread did is seen by whoever waits for the phase.</summary>
    public void Arrive(PtxRegister at, int offset)
    {
        Require(7, 8, 80);
        Emit("mbarrier.arrive.shared::cta.b64", "_", Address(at, offset));
    }

    /// <summary>Arrives, and announces bytes that copies will bring (PTX 8.0, sm_90).</summary>
    public void ArriveExpecting(PtxRegister at, int offset, int bytes)
    {
        Require(8, 0, 90);
        Emit("mbarrier.arrive.expect_tx.shared::cta.b64", "_", Address(at, offset), bytes);
    }

    /// <summary>Waits until the phase of a parity has ended: at once for the parity 1 of a new barrier (PTX 7.8, sm_90).</summary>
    public void Wait(PtxRegister at, int offset, PtxRegister parity)
    {
        Require(7, 8, 90);
        var (again, hasEnded) = (Label("WAIT"), Temporary(PtxType.Pred));
        Place(again);
        Emit("mbarrier.try_wait.parity.shared::cta.b64", hasEnded, Address(at, offset), parity);
        Unless(hasEnded).Branch(again);
    }

    /// <summary>
    /// Copies a box of a tensor of four dimensions into shared memory, by the copy engine; the barrier hears of its bytes. What lies outside
    /// of the tensor becomes 0 (PTX 8.0, sm_90).
    /// </summary>
    public void LoadBox(PtxRegister to, int toOffset, PtxRegister map, IReadOnlyList<PtxOperand> coordinates, PtxRegister barrier, int barrierOffset)
    {
        Require(8, 0, 90);
        Emit(
            "cp.async.bulk.tensor.4d.shared::cluster.global.mbarrier::complete_tx::bytes",
            Address(to, toOffset), $"[{map}, {{{string.Join(", ", coordinates)}}}]", Address(barrier, barrierOffset));
    }

    /// <summary>That many threads of the block come to barrier <paramref name="number"/> before one goes on.</summary>
    public void Barrier(PtxOperand number, int threads) => Emit("bar.sync", number, threads);

    /// <summary>Comes to barrier <paramref name="number"/> without waiting there.</summary>
    public void ArriveAtBarrier(PtxOperand number, int threads) => Emit("bar.arrive", number, threads);

    /// <summary>A barrier of that many threads that tells each whether one of them brought true.</summary>
    public void BarrierAny(PtxRegister to, PtxRegister predicate, int number, int threads) => Emit("bar.red.or.pred", to, number, threads, predicate);
}
