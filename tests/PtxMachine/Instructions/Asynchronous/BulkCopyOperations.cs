using System.Numerics;
using KernelGen.PtxMachine.Execution;
using KernelGen.PtxMachine.Memory;
using KernelGen.PtxMachine.Parsing;

namespace KernelGen.PtxMachine.Instructions.Asynchronous;

/// <summary>A copy that each active lane starts; one lane does as a rule.</summary>
internal abstract class BulkOperation : Operation
{
    public override void Execute(Warp warp, uint mask)
    {
        for (var rest = mask; rest != 0; rest &= rest - 1)
            Start(warp, BitOperations.TrailingZeroCount(rest));
    }

    protected abstract void Start(Warp warp, int lane);

    protected static unsafe ulong AddressOf(Warp warp, int lane, AddressSource address) => address.Of(warp.Lanes(address.Slot), lane);

    protected static MemoryBarrier BarrierOf(Warp warp, int lane, AddressSource address) =>
        warp.Block.MemoryBarriers.Find(warp, lane, AddressOf(warp, lane, address));

    /// <summary>Bytes of a plain bulk copy.</summary>
    protected static unsafe int Length(Warp warp, int lane, int slot, ulong address)
    {
        var bytes = warp.Lanes(slot)[lane];
        if (bytes % 16 != 0 || address % 16 != 0)
            throw warp.Fault(PtxFault.Misaligned, lane, $"a bulk copy of {bytes} bytes at 0x{address:X}: both must be multiples of 16.");
        return (int)bytes;
    }

    protected static void CountSectors(Warp warp, long bytes) => warp.Block.Profile.GlobalSectors[warp.Current.Index] += (bytes + 31) / 32;
}

/// <summary><c>cp.async.bulk</c> from global to shared memory.</summary>
internal sealed unsafe class BulkLoad(AddressSource target, AddressSource source, int size, AddressSource barrier) : BulkOperation
{
    protected override void Start(Warp warp, int lane)
    {
        var (to, from) = (AddressOf(warp, lane, target), AddressOf(warp, lane, source));
        var bytes = Length(warp, lane, size, from);
        var copy = new BulkCopy(warp, lane);
        for (var offset = 0UL; offset < (ulong)bytes; offset += 16)
            copy.Add(to + offset, *(UInt128*)warp.Block.Memory.Read(StateSpace.Global, warp, lane, from + offset, 16));
        BarrierOf(warp, lane, barrier).Add(copy);
        CountSectors(warp, bytes);
    }
}

/// <summary><c>cp.async.bulk</c> from shared to global memory.</summary>
internal sealed unsafe class BulkStore(AddressSource target, AddressSource source, int size) : BulkOperation
{
    protected override void Start(Warp warp, int lane)
    {
        var (to, from) = (AddressOf(warp, lane, target), AddressOf(warp, lane, source));
        var bytes = Length(warp, lane, size, to);
        for (var offset = 0UL; offset < (ulong)bytes; offset += 16)
        {
            *(UInt128*)warp.Block.Memory.Write(StateSpace.Global, warp, lane, to + offset, 16) =
                *(UInt128*)warp.Block.Memory.Shared.ReadAsynchronously(warp, lane, from + offset, 16);
            warp.BulkReads.Add(lane, from + offset);
        }

        CountSectors(warp, bytes);
    }
}

/// <summary><c>cp.async.bulk.tensor</c> from global to shared memory.</summary>
internal sealed class TensorLoad(AddressSource target, AddressSource map, int[] coordinates, AddressSource barrier) : BulkOperation
{
    protected override void Start(Warp warp, int lane)
    {
        var box = new TensorBox(warp, lane, AddressOf(warp, lane, map), coordinates, AddressOf(warp, lane, target));
        var copy = new BulkCopy(warp, lane);
        foreach (var (place, element) in box.Chunks())
            copy.Add(place, box.ReadChunk(element));
        BarrierOf(warp, lane, barrier).Add(copy);
        CountSectors(warp, copy.Bytes);
    }
}

/// <summary><c>cp.async.bulk.tensor</c> from shared to global memory.</summary>
internal sealed class TensorStore(AddressSource map, int[] coordinates, AddressSource source) : BulkOperation
{
    protected override unsafe void Start(Warp warp, int lane)
    {
        var box = new TensorBox(warp, lane, AddressOf(warp, lane, map), coordinates, AddressOf(warp, lane, source));
        foreach (var (place, element) in box.Chunks())
        {
            box.WriteChunk(element, *(UInt128*)warp.Block.Memory.Shared.ReadAsynchronously(warp, lane, place, 16));
            warp.BulkReads.Add(lane, place);
            CountSectors(warp, 16);
        }
    }
}

/// <summary><c>cp.async.bulk.commit_group</c>.</summary>
internal sealed class CommitBulkStores : Operation
{
    public override void Execute(Warp warp, uint mask) => warp.BulkReads.Commit();
}

/// <summary><c>cp.async.bulk.wait_group</c>.</summary>
internal sealed class WaitForBulkStores(int remaining) : Operation
{
    public override void Execute(Warp warp, uint mask) => warp.BulkReads.Wait(remaining);
}
