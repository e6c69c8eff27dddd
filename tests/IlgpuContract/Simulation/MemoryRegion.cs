using System.Runtime.InteropServices;
using ILGPU.Runtime;

namespace KernelGen.IlgpuContract.Simulation;

/// <summary>
/// One allocation. New memory is filled with 0xFF bytes, which are NaN in every floating-point type: nothing is zero by luck.
/// </summary>
internal sealed unsafe class MemoryRegion : IDisposable
{
    // CUDA's allocations begin at multiples of 256 bytes.
    private const int Alignment = 256;

    private readonly long bytes;

    private MemoryRegion(Accelerator accelerator, string name, nint address, long bytes)
    {
        Accelerator = accelerator;
        Name = name;
        Address = address;
        this.bytes = bytes;
    }

    ~MemoryRegion() => Dispose();

    public Accelerator Accelerator { get; }

    public string Name { get; }

    public nint Address { get; }

    public bool IsDisposed { get; private set; }

    public static MemoryRegion Allocate(Accelerator accelerator, string name, long bytes)
    {
        var size = (nuint)Math.Max(bytes, 1);
        var address = NativeMemory.AlignedAlloc(size, Alignment);
        NativeMemory.Fill(address, size, 0xFF);
        GC.AddMemoryPressure((long)size);
        return new MemoryRegion(accelerator, name, (nint)address, (long)size);
    }

    public void Dispose()
    {
        if (IsDisposed)
            return;
        IsDisposed = true;
        NativeMemory.AlignedFree((void*)Address);
        GC.RemoveMemoryPressure(bytes);
        GC.SuppressFinalize(this);
    }
}
