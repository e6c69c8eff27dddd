using System.Runtime.InteropServices;
using KernelGen.PtxMachine.Execution;

namespace KernelGen.PtxMachine.Memory;

/// <summary>The shared memory of one block. Every access is checked before it gets a pointer.</summary>
internal sealed unsafe class SharedMemory : IDisposable
{
    private readonly byte* data;
    private readonly SharedShadow shadow;

    public SharedMemory(Launch launch)
    {
        Bytes = launch.SharedBytes;
        data = (byte*)NativeMemory.AlignedAlloc((nuint)Bytes + 64, 1024);
        shadow = new SharedShadow(Bytes, launch.Program.SharedGranule, launch.WarpsPerBlock);
    }

    public int Bytes { get; }

    public void Start(uint clock)
    {
        // No kernel may depend on it, so what nobody wrote looks like what nobody means: NaN as float32, float16 and bfloat16.
        NativeMemory.Fill(data, (nuint)Bytes, 0xFF);
        shadow.Start(clock);
    }

    public byte* Read(Warp warp, int lane, ulong address, int bytes)
    {
        var offset = Check(warp, lane, address, bytes);
        shadow.NoteRead(warp, lane, offset, bytes);
        return data + offset;
    }

    public byte* Write(Warp warp, int lane, ulong address, int bytes)
    {
        var offset = Check(warp, lane, address, bytes);
        shadow.NoteWrite(warp, lane, offset, bytes);
        return data + offset;
    }

    public byte* Atomic(Warp warp, int lane, ulong address, int bytes)
    {
        var offset = Check(warp, lane, address, bytes);
        shadow.NoteAtomic(warp, lane, offset, bytes);
        return data + offset;
    }

    public void BeginCopy(Warp warp, int lane, ulong address, int bytes, bool isBulk) =>
        shadow.BeginCopy(warp, lane, Check(warp, lane, address, bytes), bytes, isBulk);

    public byte* EndCopy(Warp warp, int lane, ulong address, int bytes)
    {
        var offset = Check(warp, lane, address, bytes);
        shadow.EndCopy(warp, lane, offset, bytes);
        return data + offset;
    }

    public byte* EndBulkCopy(Warp warp, int lane, ulong address, int bytes, uint engineClock)
    {
        var offset = Check(warp, lane, address, bytes);
        shadow.EndBulkCopy(offset, bytes, engineClock);
        return data + offset;
    }

    /// <summary>For the units that read shared memory on their own: wgmma and bulk copies.</summary>
    public byte* ReadAsynchronously(Warp warp, int lane, ulong address, int bytes)
    {
        var offset = Check(warp, lane, address, bytes);
        shadow.NoteAsynchronousRead(warp, lane, offset, bytes);
        return data + offset;
    }

    public void Dispose() => NativeMemory.AlignedFree(data);

    private uint Check(Warp warp, int lane, ulong address, int bytes)
    {
        var offset = address - StateAddress.SharedBase;
        if (offset >= (ulong)Bytes || offset + (ulong)bytes > (ulong)Bytes)
            throw warp.Fault(PtxFault.OutOfRange, lane, $"shared byte {(long)offset} and the next {bytes - 1} are not inside the block's {Bytes} bytes.");
        if ((offset & (ulong)(bytes - 1)) != 0)
            throw warp.Fault(PtxFault.Misaligned, lane, $"shared byte {offset} is no multiple of {bytes}.");
        return (uint)offset;
    }
}
