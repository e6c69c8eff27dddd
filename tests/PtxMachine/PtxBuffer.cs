using KernelGen.PtxMachine.Memory;

namespace KernelGen.PtxMachine;

/// <summary>An allocation of global memory.</summary>
public sealed class PtxBuffer
{
    internal PtxBuffer(Allocation allocation) => Allocation = allocation;

    public ulong Address => Allocation.Address;

    public long Bytes => Allocation.Bytes;

    internal Allocation Allocation { get; }
}
