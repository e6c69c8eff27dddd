using KernelGen.PtxMachine.Execution;

namespace KernelGen.PtxMachine.Memory;

/// <summary>Global memory as one block sees it; remembers the allocation that was touched last, because the next access mostly is in it too.</summary>
internal sealed unsafe class GlobalView(GlobalMemory memory)
{
    private Allocation? last;

    public byte* Read(Warp warp, int lane, ulong address, int bytes)
    {
        var allocation = Find(warp, lane, address, bytes);
        var offset = address - allocation.Address;
        if (!IsWritten(allocation.Written + offset, bytes))
        {
            var missing = new ReadOnlySpan<byte>(allocation.Written + offset, bytes).IndexOf((byte)0);
            throw warp.Fault(PtxFault.UninitialisedGlobal, lane,
                $"byte {offset + (ulong)missing} of a buffer of {allocation.Bytes} is read, but neither the host nor a kernel wrote it.");
        }

        return allocation.Data + offset;
    }

    public byte* Write(Warp warp, int lane, ulong address, int bytes)
    {
        var allocation = Find(warp, lane, address, bytes);
        var offset = address - allocation.Address;
        new Span<byte>(allocation.Written + offset, bytes).Fill(1);
        return allocation.Data + offset;
    }

    private Allocation Find(Warp warp, int lane, ulong address, int bytes)
    {
        if (last is null || !last.Contains(address, bytes))
            last = Search(warp, lane, address, bytes);
        if ((address & (ulong)(bytes - 1)) != 0)
            throw warp.Fault(PtxFault.Misaligned, lane, $"byte {address - last.Address} of a buffer, address 0x{address:X}, is no multiple of {bytes}.");
        return last;
    }

    private Allocation Search(Warp warp, int lane, ulong address, int bytes)
    {
        var allocation = memory.Find(address);
        if (allocation is not null && allocation.Contains(address, bytes))
            return allocation;
        // Before the first buffer, the one that follows may be what was meant.
        allocation ??= memory.Find(address + GlobalMemory.Gap);
        var where = allocation is null ? "it is far from every buffer" : $"it is at byte {(long)(address - allocation.Address)} of a buffer of {allocation.Bytes}";
        throw warp.Fault(PtxFault.OutOfRange, lane, $"{bytes} bytes at global address 0x{address:X} lie in no buffer; {where}.");
    }

    private static bool IsWritten(byte* marks, int bytes)
    {
        const ulong Eight = 0x0101010101010101;
        return bytes switch
        {
            16 => *(ulong*)marks == Eight && *(ulong*)(marks + 8) == Eight,
            8 => *(ulong*)marks == Eight,
            4 => *(uint*)marks == 0x01010101,
            2 => *(ushort*)marks == 0x0101,
            _ => !new ReadOnlySpan<byte>(marks, bytes).Contains((byte)0),
        };
    }
}
