using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace KernelGen.PtxMachine.Memory;

/// <summary>One piece of global memory, with a mark for every byte that was written.</summary>
internal sealed unsafe class Allocation
{
    // What Data points to; null where the memory is somebody else's.
    private readonly byte[]? own;
    private readonly byte[] written;

    public Allocation(ulong address, int bytes)
    {
        Address = address;
        Bytes = bytes;
        own = GC.AllocateArray<byte>(Math.Max(bytes, 1), pinned: true);
        written = GC.AllocateArray<byte>(Math.Max(bytes, 1), pinned: true);
        Data = (byte*)Unsafe.AsPointer(ref MemoryMarshal.GetArrayDataReference(own));
    }

    /// <summary>Memory of somebody else's, of which all counts as written.</summary>
    public Allocation(ulong address, byte* data, int bytes)
    {
        Address = address;
        Bytes = bytes;
        Data = data;
        written = GC.AllocateArray<byte>(Math.Max(bytes, 1), pinned: true);
        written.AsSpan().Fill(1);
    }

    public ulong Address { get; }

    public int Bytes { get; }

    public byte* Data { get; }

    public byte* Written => (byte*)Unsafe.AsPointer(ref MemoryMarshal.GetArrayDataReference(written));

    public Span<byte> Span => new(Data, Bytes);

    public Span<byte> WrittenSpan => written.AsSpan(0, Bytes);

    public bool Contains(ulong address, int bytes) => address >= Address && address - Address + (ulong)bytes <= (ulong)Bytes;
}
