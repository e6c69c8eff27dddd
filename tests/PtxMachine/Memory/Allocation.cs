using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace KernelGen.PtxMachine.Memory;

/// <summary>One piece of global memory, with a mark for every byte that was written.</summary>
internal sealed unsafe class Allocation
{
    private readonly byte[] data;
    private readonly byte[] written;

    public Allocation(ulong address, int bytes)
    {
        Address = address;
        Bytes = bytes;
        data = GC.AllocateArray<byte>(Math.Max(bytes, 1), pinned: true);
        written = GC.AllocateArray<byte>(Math.Max(bytes, 1), pinned: true);
    }

    public ulong Address { get; }

    public int Bytes { get; }

    public byte* Data => (byte*)Unsafe.AsPointer(ref MemoryMarshal.GetArrayDataReference(data));

    public byte* Written => (byte*)Unsafe.AsPointer(ref MemoryMarshal.GetArrayDataReference(written));

    public Span<byte> Span => data.AsSpan(0, Bytes);

    public Span<byte> WrittenSpan => written.AsSpan(0, Bytes);

    public bool Contains(ulong address, int bytes) => address >= Address && address - Address + (ulong)bytes <= (ulong)Bytes;
}
