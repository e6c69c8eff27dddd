using System.Runtime.InteropServices;

namespace KernelGen.Devices.Cpu;

/// <summary>Memory outside the garbage collector's heap, on a cache line, that grows and is kept for the next call.</summary>
internal sealed unsafe class NativeBuffer
{
    private const nuint CacheLine = 64;

    private static long s_totalBytes;

    private nuint _bytes;

    ~NativeBuffer() => Free();

    /// <summary>Bytes of all buffers together.</summary>
    public static long TotalBytes => Interlocked.Read(ref s_totalBytes);

    public void* Address { get; private set; }

    /// <summary>At least this many bytes; what was there before is lost when it grows.</summary>
    public void* Reserve(long bytes)
    {
        if ((nuint)bytes > _bytes)
        {
            Free();
            Address = NativeMemory.AlignedAlloc((nuint)bytes, CacheLine);
            _bytes = (nuint)bytes;
            Interlocked.Add(ref s_totalBytes, bytes);
        }
        return Address;
    }

    /// <summary>Gives the memory back; the next <see cref="Reserve"/> takes new memory.</summary>
    public void Free()
    {
        NativeMemory.AlignedFree(Address);
        Interlocked.Add(ref s_totalBytes, -(long)_bytes);
        Address = null;
        _bytes = 0;
    }
}
