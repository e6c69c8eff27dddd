using System.Numerics;
using KernelGen.PtxMachine.Execution;
using KernelGen.PtxMachine.Memory;
using KernelGen.PtxMachine.Parsing;

namespace KernelGen.PtxMachine.Instructions.Memory;

/// <summary>
/// <c>cp.async</c>. The bytes are read now and kept; they reach shared memory when the thread waits for their group, the latest moment
/// that a GPU allows. Bytes beyond the source size are zeros and are not read.
/// </summary>
internal sealed unsafe class AsynchronousCopy(AddressSource target, AddressSource source, int bytes, int size) : Operation
{
    public override void Execute(Warp warp, uint mask)
    {
        Span<ulong> targets = stackalloc ulong[32];
        Span<ulong> sources = stackalloc ulong[32];
        var reading = 0u;
        for (var rest = mask; rest != 0; rest &= rest - 1)
        {
            var lane = BitOperations.TrailingZeroCount(rest);
            targets[lane] = target.Of(warp.Lanes(target.Slot), lane);
            sources[lane] = source.Of(warp.Lanes(source.Slot), lane);
            Begin(warp, lane, targets[lane], sources[lane], warp.Lanes(size)[lane]);
            if (warp.Lanes(size)[lane] > 0)
                reading |= 1u << lane;
        }

        BankCounter.Count(warp, mask, targets, bytes);
        SectorCounter.Count(warp, reading, sources, bytes);
    }

    private void Begin(Warp warp, int lane, ulong to, ulong from, uint count)
    {
        if (count > bytes)
            throw warp.Fault(PtxFault.IllegalOperand, lane, $"the source size {count} is more than the {bytes} bytes of the copy.");
        if ((from & (ulong)(bytes - 1)) != 0)
            throw warp.Fault(PtxFault.Misaligned, lane, $"the source address 0x{from:X} is no multiple of {bytes}.");
        warp.Block.Memory.Shared.BeginCopy(warp, lane, to, bytes, isBulk: false);
        var copy = new PendingCopy(lane, warp.Copies.GroupOf(lane), to, bytes);
        if (count == bytes)
            new ReadOnlySpan<byte>(warp.Block.Memory.Read(StateSpace.Global, warp, lane, from, bytes), bytes).CopyTo(copy.Data);
        else
            ReadPart(warp, lane, from, (int)count, copy.Data);
        warp.Copies.Add(copy);
    }

    private static void ReadPart(Warp warp, int lane, ulong from, int count, Span<byte> data)
    {
        for (var i = 0; i < count; i++)
            data[i] = *warp.Block.Memory.Read(StateSpace.Global, warp, lane, from + (ulong)i, 1);
    }
}

/// <summary><c>cp.async.commit_group</c>.</summary>
internal sealed class CommitCopies : Operation
{
    public override void Execute(Warp warp, uint mask) => warp.Copies.Commit(mask);
}

/// <summary><c>cp.async.wait_group n</c> (all but the last n groups) and <c>cp.async.wait_all</c> (uncommitted copies too).</summary>
internal sealed class WaitForCopies(int remaining, bool isAll) : Operation
{
    public override void Execute(Warp warp, uint mask) => warp.Copies.Wait(mask, remaining, isAll);
}
