using System.Runtime.InteropServices;
using ILGPU.Runtime;

namespace KernelGen.IlgpuContract.Simulation;

/// <summary>
/// Copies and fills. Between device and device they are work of a stream; from and to the host they wait for their stream, as ILGPU's do.
/// Without a stream it is the default stream of the accelerator that owns the memory.
/// </summary>
internal static unsafe class Copies
{
    public static void FromHost<T>(ReadOnlySpan<T> source, MemoryRange target, AcceleratorStream? stream)
        where T : unmanaged
    {
        if (source.IsEmpty)
            return;
        StreamOf(target, stream).Synchronize();
        Check(source.Length * (long)sizeof(T), target);
        source.CopyTo(new Span<T>((void*)target.Address, source.Length));
    }

    public static void ToHost<T>(MemoryRange source, Span<T> target, AcceleratorStream? stream)
        where T : unmanaged
    {
        if (target.IsEmpty)
            return;
        StreamOf(source, stream).Synchronize();
        Check(target.Length * (long)sizeof(T), source);
        new Span<T>((void*)source.Address, target.Length).CopyTo(target);
    }

    public static void Device(MemoryRange source, MemoryRange target, AcceleratorStream stream)
    {
        if (source.Bytes == 0)
            return;
        Check(source.Bytes, target);
        Check(source.Bytes, source);
        stream.Queue.Enqueue(() => NativeMemory.Copy((void*)source.Address, (void*)target.Address, (nuint)source.Bytes));
    }

    public static void Fill(MemoryRange target, AcceleratorStream? stream, byte value)
    {
        if (target.Bytes == 0)
            return;
        Check(target.Bytes, target);
        StreamOf(target, stream).Queue.Enqueue(() => NativeMemory.Fill((void*)target.Address, (nuint)target.Bytes, value));
    }

    private static AcceleratorStream StreamOf(MemoryRange range, AcceleratorStream? stream) =>
        stream ?? (range.Region ?? throw new ArgumentException("The view is empty.")).Accelerator.DefaultStream;

    // Queued work needs no second look: a buffer's Dispose does the queued work before it frees the memory.
    private static void Check(long bytes, MemoryRange device)
    {
        ObjectDisposedException.ThrowIf(device.Region is { IsDisposed: true }, typeof(MemoryBuffer));
        if (bytes > device.Bytes)
            throw new ArgumentOutOfRangeException(nameof(bytes), bytes, $"The view has {device.Bytes} bytes.");
    }
}
