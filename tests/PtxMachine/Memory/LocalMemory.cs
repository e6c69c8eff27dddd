using System.Runtime.InteropServices;
using KernelGen.PtxMachine.Execution;

namespace KernelGen.PtxMachine.Memory;

/// <summary>The local memory of all threads of a block: each sees its own bytes at the same addresses.</summary>
internal sealed unsafe class LocalMemory : IDisposable
{
    private readonly int bytesPerThread;
    private readonly int threads;
    private readonly byte* data;
    private readonly byte* written;

    public LocalMemory(Launch launch)
    {
        bytesPerThread = (launch.Program.LocalBytes + 15) / 16 * 16;
        threads = launch.WarpsPerBlock * 32;
        data = (byte*)NativeMemory.AlignedAlloc((nuint)(bytesPerThread * threads) + 16, 16);
        written = (byte*)NativeMemory.AlignedAlloc((nuint)(bytesPerThread * threads) + 16, 16);
    }

    public void Start() => NativeMemory.Clear(written, (nuint)(bytesPerThread * threads));

    public byte* Read(Warp warp, int lane, ulong address, int bytes)
    {
        var offset = Offset(warp, lane, address, bytes);
        if (new ReadOnlySpan<byte>(written + offset, bytes).Contains((byte)0))
            throw warp.Fault(PtxFault.UninitialisedLocal, lane, $"local byte {address} is read, but its thread never wrote it.");
        return data + offset;
    }

    public byte* Write(Warp warp, int lane, ulong address, int bytes)
    {
        var offset = Offset(warp, lane, address, bytes);
        new Span<byte>(written + offset, bytes).Fill(1);
        return data + offset;
    }

    public void Dispose()
    {
        NativeMemory.AlignedFree(data);
        NativeMemory.AlignedFree(written);
    }

    private long Offset(Warp warp, int lane, ulong address, int bytes)
    {
        if (address >= (ulong)bytesPerThread || address + (ulong)bytes > (ulong)bytesPerThread)
            throw warp.Fault(PtxFault.OutOfRange, lane, $"local byte {address} and the next {bytes - 1} are not inside the thread's {bytesPerThread} bytes.");
        if (address % (ulong)bytes != 0)
            throw warp.Fault(PtxFault.Misaligned, lane, $"local byte {address} is no multiple of {bytes}.");
        return ((((long)warp.Index * 32) + lane) * bytesPerThread) + (long)address;
    }
}
