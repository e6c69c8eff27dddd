namespace KernelGen.PtxMachine.Memory;

/// <summary>All allocations of a device, in the order of their addresses, with a gap behind each so that no access runs into the next.</summary>
internal sealed class GlobalMemory
{
    /// <summary>Bytes between two allocations at least.</summary>
    public const ulong Gap = 4096;

    private const ulong FirstAddress = 0x7F00_0000_0000;

    private readonly List<Allocation> allocations = [];
    private ulong next = FirstAddress;

    public Allocation Allocate(int bytes, int alignment) => Add(new Allocation(Next(bytes, alignment), bytes));

    public unsafe Allocation Map(byte* data, int bytes, int alignment) => Add(new Allocation(Next(bytes, alignment), data, bytes));

    public bool Free(Allocation allocation) => allocations.Remove(allocation);

    /// <summary>The last allocation that begins at or below the address.</summary>
    public Allocation? Find(ulong address)
    {
        var (low, high) = (0, allocations.Count);
        while (low < high)
        {
            var middle = (low + high) / 2;
            if (allocations[middle].Address <= address)
                low = middle + 1;
            else
                high = middle;
        }

        return low == 0 ? null : allocations[low - 1];
    }

    private ulong Next(int bytes, int alignment)
    {
        var address = (next + (ulong)alignment - 1) / (ulong)alignment * (ulong)alignment;
        next = address + (ulong)bytes + Gap;
        return address;
    }

    private Allocation Add(Allocation allocation)
    {
        allocations.Add(allocation);
        return allocation;
    }
}
